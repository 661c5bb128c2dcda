package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.List;

/**
 * Which products run on matrix units ({@code gemm_units.h}): those whose numbers are exact in f16 or bf16, or in two or three parts that are. Weights are themselves, or codes, which are small integers, with scales
 * that come after the sums.
 */
final class MatrixUnits {

    private static final int TILE_ROWS = 128;

    private MatrixUnits() {}

    /** Why a product does not run on them, or nothing. */
    static String refusal(GpuCore core, GemmSpec spec) {
        if (!core.driver().hasMatrixUnits()) {
            return "the device has none";
        }
        if (!isShort(spec.activation()) && !isTiny(spec.activation()) && spec.activation() != DType.F32) {
            return "activations in " + spec.activation();
        }
        if (!core.driver().multiplies(type(spec))) {
            return "the device's take small numbers in " + type(spec) + " for 0";
        }
        return spec.weights().format() instanceof WeightFormat.Dense(DType type) && type.bytes() > 2
                ? "weights in " + type
                : "";
    }

    private static boolean isShort(DType type) {
        return type == DType.F16 || type == DType.BF16;
    }

    /** Both types of the units have all of their numbers. */
    private static boolean isTiny(DType type) {
        return type == DType.F8_E4M3 || type == DType.F8_E5M2;
    }

    /** Definitions of the kernels beside those of the weights. */
    static List<String> definitions(GemmSpec spec) {
        return isExact(spec) ? List.of("EXACT=1") : List.of();
    }

    /** Rows of the largest kernel's tile. */
    static int tileRows(GemmSpec spec) {
        return cutsWeights(spec) ? TILE_ROWS / 2 : TILE_ROWS;
    }

    /** What is multiplied, for people. */
    static String unit(GemmSpec spec) {
        if (isExact(spec)) {
            return "BF16, activations in three parts" + (cutsWeights(spec) ? ", weights in two" : "");
        }
        if (isTiny(spec.activation())) {
            return type(spec).name();
        }
        if (spec.activation() == DType.F16) {
            return isDense(spec, DType.BF16) ? "BF16, activations in two parts" : "F16";
        }
        return cutsWeights(spec) ? "BF16, weights in two parts" : "BF16";
    }

    /** The type of what is multiplied. */
    private static DType type(GemmSpec spec) {
        boolean fits = spec.activation() == DType.F16 || isTiny(spec.activation());
        return fits && !isDense(spec, DType.BF16) ? DType.F16 : DType.BF16;
    }

    private static boolean cutsWeights(GemmSpec spec) {
        return isDense(spec, DType.F16) && type(spec) == DType.BF16;
    }

    private static boolean isDense(GemmSpec spec, DType type) {
        return spec.weights().format().equals(WeightFormat.dense(type));
    }

    private static boolean isExact(GemmSpec spec) {
        return spec.activation() == DType.F32 && spec.precision() == ComputePrecision.STRICT;
    }
}
