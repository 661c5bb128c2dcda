/** Checkpoints: reading safetensors, shards, made-up weights, and converting element types. */
@NullMarked
package dev.octavo.runtime.load;

import org.jspecify.annotations.NullMarked;
