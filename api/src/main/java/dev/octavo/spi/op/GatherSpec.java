package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * Picks rows: embedding lookup, and the rows of the tokens that are sampled. {@code out[i] = scale * table[ids[i]]}.
 *
 * <p>Inputs: table {@code [rows, width]}, ids I32 vector {@code [n]}. Outputs: {@code [n, width]}. An id outside {@code [0, rows)} gives a row of zeros.
 *
 * @param width columns
 * @param table type of the table
 * @param output type of the output
 * @param scale factor, 1 for none
 */
public record GatherSpec(int width, DType table, DType output, float scale) implements TensorOpSpec {}
