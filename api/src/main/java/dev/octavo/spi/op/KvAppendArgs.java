package dev.octavo.spi.op;

import dev.octavo.spi.TensorRef;

/**
 * New keys and values for one layer.
 *
 * @param layer from 0
 * @param key {@code [tokens, kvHeads, keyDim]}, f32, f16 or bf16; rounded to the cache's type, in I8 with a scale per row, as {@link KvLayout} says
 * @param value {@code [tokens, kvHeads, valueDim]}; ignored where the value lies in the key
 * @param slots the slot mapping, I32 {@code [tokens]}: {@code block * blockSize + position in block}; -1 skips a token (padding)
 */
public record KvAppendArgs(int layer, TensorRef key, TensorRef value, TensorRef slots) {}
