/** Kernels in C, found in the backend's own jar where a compiler was at hand when it was built. Everything that links native code is here. */
@NullMarked
package dev.octavo.backend.cpu.ffi;

import org.jspecify.annotations.NullMarked;
