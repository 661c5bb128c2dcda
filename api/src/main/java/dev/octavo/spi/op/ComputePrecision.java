package dev.octavo.spi.op;

/** How freely a matrix product or attention may round on the way; what it stores is always rounded once more to the output type. */
public enum ComputePrecision {
    /** Products of the stored values, summed in at least f32. */
    STRICT,
    /** f32 inputs, and the probabilities of attention, may be rounded to a 10-bit mantissa (TF32) or bf16 before they are multiplied. */
    REDUCED_INPUTS,
    /** Activations may be quantised to 8-bit integers per row or group. */
    INT8_ACTIVATIONS
}
