/** AMD's HIP library and HIPRTC through Java's foreign function interface; there is no other binding. */
@NullMarked
package dev.octavo.backend.rocm.ffi;

import org.jspecify.annotations.NullMarked;
