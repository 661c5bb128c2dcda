/** The data plane through Java's foreign function interface: launches, transfers, waiting; and the run-time compiler. */
@NullMarked
package dev.octavo.backend.cuda.ffi;

import org.jspecify.annotations.NullMarked;
