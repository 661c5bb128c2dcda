package dev.octavo.gpu.core;

import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.tensor.DType;

/** Numbers by which kernels know types, functions and operations. The sources that take them define the same ones. */
public final class KernelNumbers {

    private KernelNumbers() {}

    /** As in {@code dialect.h}. */
    public static int of(DType type) {
        return switch (type) {
            case F32 -> 0;
            case F16 -> 1;
            case BF16 -> 2;
            case F8_E4M3 -> 3;
            case F8_E5M2 -> 4;
            case I64 -> 5;
            case I32 -> 6;
            case I8 -> 7;
            case U8 -> 8;
        };
    }

    /** As in {@code functions.h}. */
    public static int of(ActivationFunction function) {
        return switch (function) {
            case SILU -> 0;
            case GELU -> 1;
            case GELU_TANH -> 2;
            case GELU_QUICK -> 3;
            case RELU -> 4;
            case RELU_SQUARED -> 5;
            case SIGMOID -> 6;
            case TANH -> 7;
        };
    }

    /** As in {@code elementwise.k}. */
    public static int of(ElementwiseSpec.Operation operation) {
        return switch (operation) {
            case ADD -> 0;
            case SUBTRACT -> 1;
            case MULTIPLY -> 2;
        };
    }

    /** As in {@code route.k}. */
    public static int of(ExpertRouteSpec.Scoring scoring) {
        return switch (scoring) {
            case SOFTMAX -> 0;
            case SIGMOID -> 1;
            case SOFTMAX_OF_CHOSEN -> 2;
        };
    }
}
