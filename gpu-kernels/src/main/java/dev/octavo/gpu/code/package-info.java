/** Where kernels' machine code comes from: a backend's jar, a compiler, a folder that keeps what that made. */
@NullMarked
package dev.octavo.gpu.code;

import org.jspecify.annotations.NullMarked;
