package dev.octavo.gpu.gemm;

import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.EnumSet;
import java.util.Set;

/** Which products there are kernels for. */
final class GemmSupport {

    private static final Set<DType> SCALES = EnumSet.of(DType.F32, DType.F16, DType.BF16);

    private GemmSupport() {}

    /** Why there are no kernels for a product, or nothing. */
    static String refusal(String id, GemmSpec spec) {
        String weights = refusal(id, spec.weights());
        if (!weights.isEmpty()) {
            return weights;
        }
        if (!spec.activation().isFloating() || !spec.output().isFloating()) {
            return id + ": matrix products take activations and outputs of floating-point types, not "
                    + spec.activation() + " and " + spec.output();
        }
        return EpilogueSteps.refusal(id, spec);
    }

    /** Why there are no kernels for weights, or nothing. */
    static String refusal(String id, WeightSpec spec) {
        return switch (spec.format()) {
            case WeightFormat.Dense dense -> "";
            case WeightFormat.Blocked blocked ->
                spec.k() % blocked.type().weights() == 0
                        ? ""
                        : id + ": rows of " + spec.k() + " " + blocked + " weights are not whole blocks of "
                                + blocked.type().weights();
            case WeightFormat.Grouped grouped ->
                SCALES.contains(grouped.scaleType()) && PackedFormat.takesGroups(grouped.groupSize(), spec.k())
                        ? ""
                        : id + ": grouped weights have scales in f32, f16 or bf16 for groups of a multiple of 16"
                                + " weights or whole rows, not " + grouped + " with scales in " + grouped.scaleType();
            case WeightFormat.Scaled scaled ->
                isShort(scaled.type()) && tiles(scaled, spec.k())
                        ? ""
                        : id + ": scaled weights are 8-bit floats in tiles of a multiple of 16 columns or whole rows,"
                                + " not " + scaled;
        };
    }

    private static boolean tiles(WeightFormat.Scaled scaled, int k) {
        return scaled.tileRows() >= 0 && scaled.tileColumns() >= 0 && PackedFormat.takesGroups(scaled.tileColumns(), k);
    }

    private static boolean isShort(DType type) {
        return type == DType.F8_E4M3 || type == DType.F8_E5M2;
    }
}
