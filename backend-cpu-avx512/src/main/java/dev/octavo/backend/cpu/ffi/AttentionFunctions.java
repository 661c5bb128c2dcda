package dev.octavo.backend.cpu.ffi;

import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/**
 * Attention in C, by the cache's type.
 *
 * @param f32 f32 cache
 * @param f16 f16 cache
 * @param bf16 bf16 cache
 * @param e4m3 cache in 8-bit floats of 3 bits of mantissa
 * @param e5m2 cache in 8-bit floats of 2 bits of mantissa
 * @param i8 cache in bytes with a scale per row
 * @param bf16Pairs bf16 cache and queries, where the processor multiplies them as they are; denormal numbers count as zero
 */
public record AttentionFunctions(
        AttentionFunction f32,
        AttentionFunction f16,
        AttentionFunction bf16,
        AttentionFunction e4m3,
        AttentionFunction e5m2,
        AttentionFunction i8,
        Optional<AttentionFunction> bf16Pairs) {

    static AttentionFunctions of(SymbolLookup library, InstructionSet set) {
        return new AttentionFunctions(
                AttentionFunction.of(library, set.name("octavo_attention_f32")),
                AttentionFunction.of(library, set.name("octavo_attention_f16")),
                AttentionFunction.of(library, set.name("octavo_attention_bf16")),
                AttentionFunction.of(library, set.name("octavo_attention_e4m3")),
                AttentionFunction.of(library, set.name("octavo_attention_e5m2")),
                AttentionFunction.of(library, set.name("octavo_attention_i8")),
                Optional.empty());
    }

    AttentionFunctions withPairs(AttentionFunction pairs) {
        return new AttentionFunctions(f32, f16, bf16, e4m3, e5m2, i8, Optional.of(pairs));
    }
}
