package dev.octavo.gpu.gemm;

import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a weight format is known to kernels; {@code weights.h} and {@code weights_scales.h} say what a panel is made of.
 *
 * @param name its number's name there
 * @param codeBits bits of a code, both planes together
 * @param grouped whether scales lie apart
 * @param span weights that share a scale in kernels, 16 or 32
 * @param scaleType type of scales that lie apart
 * @param zeroPoints whether there are zero points
 * @param tileRows rows that share a scale; 0 where each has its own
 * @param tileColumns weights along k that share a scale that lies apart, a multiple of span; 0 for all
 */
record PackedFormat(
        String name,
        int codeBits,
        boolean grouped,
        int span,
        DType scaleType,
        boolean zeroPoints,
        int tileRows,
        int tileColumns) {

    /** Weights of a chunk. */
    static final int CHUNK = 32;

    /** Rows of a panel. */
    static final int PANEL = 16;

    /** In place of a type: an argument of kernels. */
    private static final String ANY = "ANY";

    private static final int SUPER = 8;
    private static final int NARROW = 16;

    /** What is loaded for a spec that {@link GemmSupport} does not refuse. */
    static PackedFormat of(WeightSpec spec) {
        return switch (spec.format()) {
            case WeightFormat.Dense(DType type) -> plain(type.name(), 8 * type.bytes());
            case WeightFormat.Blocked(BlockType type) -> plain(type.name(), codeBits(type));
            case WeightFormat.Grouped grouped ->
                new PackedFormat(
                        "INT" + grouped.bits(),
                        grouped.bits(),
                        true,
                        span(grouped.groupSize(), spec.k()),
                        grouped.scaleType(),
                        grouped.zeroPoints(),
                        0,
                        grouped.groupSize());
            case WeightFormat.Scaled scaled ->
                new PackedFormat(
                        scaled.type().name(),
                        8,
                        true,
                        span(scaled.tileColumns(), spec.k()),
                        DType.F32,
                        false,
                        scaled.tileRows() == 0 ? Integer.MAX_VALUE : scaled.tileRows(),
                        scaled.tileColumns());
        };
    }

    private static PackedFormat plain(String name, int codeBits) {
        return new PackedFormat(name, codeBits, false, CHUNK, DType.F32, false, 0, 0);
    }

    private static int span(int groupSize, int k) {
        return groupSize == 0 || groupSize >= k || groupSize % CHUNK == 0 ? CHUNK : NARROW;
    }

    /** Whether kernels can read scales that so many weights along k share. */
    static boolean takesGroups(int groupSize, int k) {
        return groupSize >= k || groupSize % NARROW == 0;
    }

    private static int codeBits(BlockType type) {
        return switch (type) {
            case Q2_K -> 2;
            case Q3_K -> 3;
            case Q4_0, Q4_1, Q4_K, IQ4_NL, MXFP4 -> 4;
            case Q5_0, Q5_1, Q5_K -> 5;
            case Q6_K -> 6;
            case Q8_0 -> 8;
        };
    }

    /** Weights along k that share a scale that lies apart, as an argument of kernels. */
    int groupSize(int k) {
        return tileColumns == 0 || tileColumns >= k ? Math.toIntExact(CHUNK * chunks(k)) : tileColumns;
    }

    /** Chunks of a row. */
    static long chunks(int k) {
        return Math.ceilDiv((long) k, CHUNK);
    }

    /** Bytes of a panel, a multiple of 64. */
    long panelBytes(int k) {
        long bytes = 4L * codeBits * PANEL * chunks(k) + PANEL * scaleBytes(k);
        return Math.ceilDiv(bytes, 64L) * 64;
    }

    /** Bytes of the scales of one lane. */
    private long scaleBytes(int k) {
        long chunks = chunks(k);
        if (grouped) {
            long groups = Math.ceilDiv(CHUNK * chunks, groupSize(k));
            return groups * (scaleType.bytes() + (zeroPoints ? 1 : 0));
        }
        return switch (name) {
            case "Q8_0", "Q4_0", "Q5_0", "IQ4_NL" -> 2 * chunks;
            case "Q4_1", "Q5_1" -> 4 * chunks;
            case "MXFP4" -> chunks;
            case "Q2_K", "Q4_K", "Q5_K" -> chunks / SUPER * 4 + 2 * chunks;
            case "Q3_K", "Q6_K" -> chunks / SUPER * 2 + 2 * chunks;
            default -> 0;
        };
    }

    /** A kernel for these weights that is compiled for the type of scales, and for zero points or none. */
    KernelKey key(String source, String entry, String activation) {
        return key(source, entry, activation, List.of());
    }

    /** Such a kernel with some more definitions. */
    KernelKey key(String source, String entry, String activation, List<String> more) {
        KernelKey key = key(source, entry, activation, scaleType.name(), zeroPoints ? "1" : "0");
        return new KernelKey(
                source,
                entry,
                Stream.concat(key.defines().stream(), more.stream()).toList());
    }

    /** A kernel for these weights that takes types, and whether there are zero points, as arguments. */
    KernelKey plainKey(String source, String entry) {
        return key(source, entry, ANY, ANY, ANY);
    }

    private KernelKey key(String source, String entry, String activation, String scale, String zeros) {
        List<String> defines = new ArrayList<>(List.of("FORMAT=" + name));
        if (grouped) {
            defines.addAll(List.of("GROUPED=1", "SPAN=" + span, "SCALE=" + scale, "ZEROS=" + zeros));
        }
        defines.add("ACT=" + activation);
        return new KernelKey(source, entry, defines);
    }

    /** The kernel that packs these weights, for work-items that have so many lanes of a panel. */
    KernelKey packer(int lanes) {
        List<String> defines = new ArrayList<>(List.of("FORMAT=" + name));
        if (grouped) {
            defines.addAll(List.of("GROUPED=1", "SPAN=" + span));
        }
        defines.add("LANES=" + lanes);
        return new KernelKey("weights_pack", "weights_pack", defines);
    }
}
