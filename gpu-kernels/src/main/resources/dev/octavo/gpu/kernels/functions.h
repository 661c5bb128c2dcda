// Functions of numbers in lanes. A device of one lane takes the vendor's; for vectors they are built from operations that are exact to the last bit everywhere.
#ifndef FUNCTIONS_H
#define FUNCTIONS_H
#include "lanes.h"

#if LANES == 1

DEVICE floats exp_of(floats x) {
    return EXP(x);
}

DEVICE floats tanh_of(floats x) {
    return TANH(x);
}

#else

// e^x within 2 ulp, subnormal results included. Reduction to +-ln(2)/2 and the polynomial of Cephes' expf.
DEVICE floats exp_of(floats x) {
    // Below the first e^x rounds to zero, above the second it is infinite.
    floats y = CHOOSE(x < -105.0f, SPLAT(-105.0f), CHOOSE(x > 90.0f, SPLAT(90.0f), x));
    // Adding 1.5 * 2^23 leaves the rounded integer in the lowest bits.
    floats shifted = y * 1.44269504f + 12582912.0f;
    ints n = as_int16(shifted) - 0x4b400000;
    floats whole = shifted - 12582912.0f;
    floats r = whole * -0.693359375f + y;
    r = whole * 2.12194440e-4f + r;
    floats p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    // In two factors, because 2^n alone may be subnormal or infinite where the product is not.
    ints half_of_n = n >> 1;
    ints rest = n - half_of_n;
    p *= as_float16((half_of_n + 127) << 23);
    return p * as_float16((rest + 127) << 23);
}

// The odd polynomial of Cephes' tanhf near zero, 1 - 2 / (e^2|x| + 1) beyond.
DEVICE floats tanh_of(floats x) {
    floats size = CHOOSE(x < 0.0f, -x, x);
    floats z = x * x;
    floats p = z * -5.70498872745e-3f + 2.06390887954e-2f;
    p = p * z - 5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z - 3.33332819422e-1f;
    floats near = p * z * x + x;
    floats far = 1.0f - 2.0f / (exp_of(size + size) + 1.0f);
    return CHOOSE(size > 0.625f, CHOOSE(x < 0.0f, -far, far), near);
}

#endif

// The normal distribution function, by the Chebyshev fit of erfc in Numerical Recipes (erfcc, relative error 1.2e-7), so that it is right far out too.
DEVICE floats normal_of(floats x) {
    floats z = CHOOSE(x < 0.0f, -x, x) * 0.70710678f;
    floats t = 1.0f / (z * 0.5f + 1.0f);
    floats p = t * 0.17087277f - 0.82215223f;
    p = p * t + 1.48851587f;
    p = p * t - 1.13520398f;
    p = p * t + 0.27886807f;
    p = p * t - 0.18628806f;
    p = p * t + 0.09678418f;
    p = p * t + 0.37409196f;
    p = p * t + 1.00002368f;
    p = p * t - 1.26551223f;
    floats tail = exp_of(p - z * z) * t * 0.5f;
    return CHOOSE(x > 0.0f, 1.0f - tail, tail);
}

// In the order of dev.octavo.spi.op.ActivationFunction.
#define SILU 0
#define GELU 1
#define GELU_TANH 2
#define GELU_QUICK 3
#define RELU 4
#define RELU_SQUARED 5
#define SIGMOID 6
#define HYPERBOLIC_TANGENT 7

DEVICE floats activation_of(i32 function, floats x) {
    floats positive = CHOOSE(x <= 0.0f, SPLAT(0.0f), x);
    switch (function) {
        case RELU:
            return positive;
        case RELU_SQUARED:
            return positive * positive;
        case GELU:
            return normal_of(x) * x;
        case HYPERBOLIC_TANGENT:
            return tanh_of(x);
    }
    // The others are sigmoids; 0.5 (1 + tanh(u)) is the sigmoid of 2u, which keeps its digits for large negative u.
    floats inner = x;
    if (function == GELU_QUICK) {
        inner = x * 1.702f;
    } else if (function == GELU_TANH) {
        inner = (x * x * 0.044715f + 1.0f) * x * 1.5957692f;
    }
    return (function == SIGMOID ? SPLAT(1.0f) : x) / (exp_of(-inner) + 1.0f);
}
#endif
