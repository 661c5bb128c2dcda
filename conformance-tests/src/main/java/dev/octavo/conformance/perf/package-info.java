/** How fast operators are at the shapes of real models, beside what the device can do at most. */
@NullMarked
package dev.octavo.conformance.perf;

import org.jspecify.annotations.NullMarked;
