/** Vendors' C libraries through Java's foreign function interface: finding and linking them, and what is called alike in CUDA and in HIP. */
@NullMarked
package dev.octavo.gpu.ffi;

import org.jspecify.annotations.NullMarked;
