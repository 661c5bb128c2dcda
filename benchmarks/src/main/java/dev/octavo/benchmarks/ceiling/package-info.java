/** A backend's products beside what the machine can do: its memory's bandwidth, and another library's product. */
@NullMarked
package dev.octavo.benchmarks.ceiling;

import org.jspecify.annotations.NullMarked;
