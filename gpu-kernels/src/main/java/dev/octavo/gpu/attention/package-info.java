/** Attention over paged KV, and the pools that hold it. */
@NullMarked
package dev.octavo.gpu.attention;

import org.jspecify.annotations.NullMarked;
