// Pointwise functions, numbered as dev.octavo.spi.op.ActivationFunction.
#include "dialect.h"

#define SILU 0
#define GELU 1
#define GELU_TANH 2
#define GELU_QUICK 3
#define RELU 4
#define RELU_SQUARED 5
#define SIGMOID 6
#define TANH_FUNCTION 7

DEVICE float activated(i32 function, float x) {
    switch (function) {
        case SILU:
            return x / (1.0f + EXP(-x));
        case GELU:
            return 0.5f * x * (1.0f + ERF(x * 0.70710678118654752f));
        case GELU_TANH:
            return 0.5f * x * (1.0f + TANH(0.79788456080286536f * (x + 0.044715f * x * x * x)));
        case GELU_QUICK:
            return x / (1.0f + EXP(-1.702f * x));
        case RELU:
            return x > 0.0f ? x : ISNAN(x) ? x : 0.0f;
        case RELU_SQUARED:
            return x > 0.0f ? x * x : ISNAN(x) ? x : 0.0f;
        case SIGMOID:
            return 1.0f / (1.0f + EXP(-x));
        default:
            return TANH(x);
    }
}
