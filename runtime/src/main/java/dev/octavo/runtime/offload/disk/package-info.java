/** A file as the slow tier behind host memory. */
@NullMarked
package dev.octavo.runtime.offload.disk;

import org.jspecify.annotations.NullMarked;
