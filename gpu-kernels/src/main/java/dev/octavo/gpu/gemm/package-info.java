/** Matrix products and the weights they take. */
@NullMarked
package dev.octavo.gpu.gemm;

import org.jspecify.annotations.NullMarked;
