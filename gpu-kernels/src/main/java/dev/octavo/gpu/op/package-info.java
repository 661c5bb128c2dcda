/** The operators that are neither matrix products nor attention. */
@NullMarked
package dev.octavo.gpu.op;

import org.jspecify.annotations.NullMarked;
