package dev.octavo.backend.cpu.ffi;

import dev.octavo.tensor.BlockType;
import java.lang.foreign.SymbolLookup;
import java.util.Map;
import java.util.Optional;

/**
 * The kernels in C that this processor can run.
 *
 * @param instructionSet for people
 * @param largePages where large buffers come from
 * @param rows operators on rows of f32
 * @param f32 f32 weights, f32 activations
 * @param f16 f16 weights, f32 activations
 * @param bf16 bf16 weights, f32 activations
 * @param q80 Q8_0 weights, f32 activations; meant for a few rows
 * @param q40 Q4_0 weights, f32 activations; meant for a few rows
 * @param bf16Pairs bf16 weights and activations, where the processor multiplies them as they are; denormal numbers count as zero
 * @param matrixUnit bf16 weights and activations in tiles, likewise; to be preferred
 * @param panels quantised weights in panels and activations in 8 bits; by format
 * @param attention attention
 */
public record NativeKernels(
        String instructionSet,
        LargePages largePages,
        RowFunctions rows,
        DotFunction f32,
        DotFunction f16,
        DotFunction bf16,
        DotFunction q80,
        DotFunction q40,
        Optional<DotFunction> bf16Pairs,
        Optional<MatrixUnit> matrixUnit,
        Map<BlockType, PanelFunctions> panels,
        AttentionFunctions attention) {

    /** Keeps a copy. */
    public NativeKernels {
        panels = Map.copyOf(panels);
    }

    /**
     * What every processor with such vectors has.
     *
     * @param panels products in panels
     */
    static NativeKernels of(
            SymbolLookup library, InstructionSet set, String name, Map<BlockType, PanelFunctions> panels) {
        InstructionSet vectors = set.vectors();
        return new NativeKernels(
                name,
                new LargePages(library),
                new RowFunctions(library, vectors),
                DotFunction.of(library, vectors.name("octavo_dots_f32")),
                DotFunction.of(library, vectors.name("octavo_dots_f16")),
                DotFunction.of(library, vectors.name("octavo_dots_bf16")),
                DotFunction.of(library, vectors.name("octavo_dots_q8_0")),
                DotFunction.of(library, vectors.name("octavo_dots_q4_0")),
                Optional.empty(),
                Optional.empty(),
                panels,
                AttentionFunctions.of(library, vectors));
    }

    /** The same with BF16 dot products. */
    NativeKernels withPairs(DotFunction dots, AttentionFunction pairs) {
        return new NativeKernels(
                instructionSet,
                largePages,
                rows,
                f32,
                f16,
                bf16,
                q80,
                q40,
                Optional.of(dots),
                matrixUnit,
                panels,
                attention.withPairs(pairs));
    }

    /** The same with a matrix unit. */
    NativeKernels with(MatrixUnit unit, Map<BlockType, PanelFunctions> unitPanels, String name) {
        return new NativeKernels(
                instructionSet + " " + name,
                largePages,
                rows,
                f32,
                f16,
                bf16,
                q80,
                q40,
                bf16Pairs,
                Optional.of(unit),
                unitPanels,
                attention);
    }
}
