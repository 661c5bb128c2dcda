/** Many streams against a running server, for long. */
@NullMarked
package dev.octavo.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
