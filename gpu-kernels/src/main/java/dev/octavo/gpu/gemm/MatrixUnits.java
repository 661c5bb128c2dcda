package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;

/**
 * Which products run on matrix units ({@code gemm_units.h}): those whose numbers are exact in a type that the units multiply, f16 or bf16. Activations are, or may be rounded; weights are themselves, or codes, which
 * are small integers, with scales that come after the sums.
 */
final class MatrixUnits {

    private MatrixUnits() {}

    /** Why a product does not run on them, or nothing. */
    static String refusal(GpuCore core, GemmSpec spec) {
        if (!core.driver().hasMatrixUnits()) {
            return "the device has none";
        }
        if (spec.activation() == DType.F32 && spec.precision() == ComputePrecision.STRICT) {
            return "activations in f32 may not be rounded";
        }
        if (!isUnit(spec.activation()) && spec.activation() != DType.F32) {
            return "activations in " + spec.activation();
        }
        return switch (spec.weights().format()) {
            case WeightFormat.Dense(DType type) when type.bytes() == 1 || type == unit(spec) -> "";
            case WeightFormat.Dense(DType type) ->
                "weights in " + type + " and activations in " + spec.activation() + " have no short type in common";
            default -> "";
        };
    }

    private static boolean isUnit(DType type) {
        return type == DType.F16 || type == DType.BF16;
    }

    /** The type of what is multiplied. */
    static DType unit(GemmSpec spec) {
        return spec.activation() == DType.F16 ? DType.F16 : DType.BF16;
    }
}
