/** NVIDIA GPUs behind the SPI. */
@NullMarked
package dev.octavo.backend.cuda;

import org.jspecify.annotations.NullMarked;
