package dev.octavo.gpu.gemm;

import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.tensor.DType;

/** Numbers by which kernels know types ({@code dialect.h}) and functions ({@code activations.h}). */
final class KernelNumbers {

    private KernelNumbers() {}

    static int of(DType type) {
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

    static int of(ActivationFunction function) {
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
}
