package dev.octavo.backend.cpu.ffi;

import java.util.Optional;

/**
 * The kernels in C that this processor can run.
 *
 * @param instructionSet for people
 * @param f32 f32 weights, f32 activations
 * @param f16 f16 weights, f32 activations
 * @param bf16 bf16 weights, f32 activations
 * @param q80 Q8_0 weights, f32 activations; meant for a few rows
 * @param q40 Q4_0 weights, f32 activations; meant for a few rows
 * @param bf16Pairs bf16 weights and activations, where the processor multiplies them as they are; denormal numbers count as zero
 * @param attention attention
 */
public record NativeKernels(
        String instructionSet,
        DotFunction f32,
        DotFunction f16,
        DotFunction bf16,
        DotFunction q80,
        DotFunction q40,
        Optional<DotFunction> bf16Pairs,
        AttentionFunctions attention) {

    /** The same without what only newer processors have. */
    public NativeKernels withoutPairs() {
        return new NativeKernels("AVX-512", f32, f16, bf16, q80, q40, Optional.empty(), attention.withoutPairs());
    }
}
