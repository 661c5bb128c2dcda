// Loads and stores of every element type as f32. Storing rounds to nearest, ties to even; what dev.octavo.tensor.DType says of too large numbers and NaN holds.
#ifndef NUMBERS_H
#define NUMBERS_H
#include "dialect.h"

DEVICE float bf16_to_float(u16 bits) {
    return FLOAT_OF_BITS((u32)bits << 16);
}

DEVICE u16 float_to_bf16(float x) {
    u32 bits = BITS_OF_FLOAT(x);
    if ((bits & 0x7fffffffu) > INFINITY_BITS) {
        return (u16)((bits >> 16) | 0x40); // a quiet NaN, whatever lay in the lower half
    }
    return (u16)((bits + 0x7fffu + ((bits >> 16) & 1)) >> 16);
}

// An 8-bit float as the upper bits of an f16, whose exponent has 5 bits.
DEVICE float f8_e5m2_to_float(u8 bits) {
    return half_to_float((u16)((u32)bits << 8));
}

DEVICE float f8_e4m3_to_float(u8 bits) {
    u32 magnitude = bits & 0x7f;
    float x = magnitude == 0x7f ? FLOAT_OF_BITS(0x7fc00000u)
            : magnitude < 8 ? (float)magnitude * 0.001953125f // subnormal: steps of 2^-9
                            : FLOAT_OF_BITS((magnitude << 20) + (120u << 23));
    return bits & 0x80 ? -x : x;
}

// The nearest 8-bit float with the given bits of mantissa, smallest normal exponent and largest finite code; ties to even; larger ones become the largest.
DEVICE u8 float_to_f8(float x, i32 mantissa, i32 lowest, u32 largest, u32 nan) {
    u32 bits = BITS_OF_FLOAT(x);
    u8 sign = (u8)((bits >> 24) & 0x80);
    u32 magnitude = bits & 0x7fffffffu;
    if (magnitude > INFINITY_BITS) {
        return (u8)(sign | nan);
    }
    i32 exponent = (i32)(magnitude >> 23) - 127;
    u32 code;
    if (exponent < lowest) {
        // Steps of 2^(lowest - mantissa); the product is exact or far below half a step.
        float steps = FLOAT_OF_BITS(magnitude) * FLOAT_OF_BITS((u32)(127 - lowest + mantissa) << 23);
        code = (u32)RINT(steps);
    } else {
        i32 shift = 23 - mantissa;
        u32 rounded = magnitude + (1u << (shift - 1)) - 1 + ((magnitude >> shift) & 1);
        code = (rounded >> shift) - ((u32)(127 + lowest - 1) << mantissa);
    }
    return (u8)(sign | (code > largest ? largest : code));
}

DEVICE u8 float_to_f8_e4m3(float x) {
    return float_to_f8(x, 3, -6, 0x7e, 0x7f);
}

DEVICE u8 float_to_f8_e5m2(float x) {
    return float_to_f8(x, 2, -14, 0x7b, 0x7e);
}

// Element of a tensor that holds floating-point or small integer numbers; 64-bit integers lose digits.
DEVICE float load_number(const GLOBAL u8 *tensor, i64 index, i32 type) {
    switch (type) {
        case F32:
            return ((const GLOBAL float *)tensor)[index];
        case F16:
            return half_to_float(((const GLOBAL u16 *)tensor)[index]);
        case BF16:
            return bf16_to_float(((const GLOBAL u16 *)tensor)[index]);
        case F8_E4M3:
            return f8_e4m3_to_float(tensor[index]);
        case F8_E5M2:
            return f8_e5m2_to_float(tensor[index]);
        case I64:
            return (float)((const GLOBAL i64 *)tensor)[index];
        case I32:
            return (float)((const GLOBAL i32 *)tensor)[index];
        case I8:
            return (float)((const GLOBAL i8 *)tensor)[index];
        default:
            return (float)tensor[index];
    }
}

// Stores a floating-point number in a tensor of a floating-point type.
DEVICE void store_number(GLOBAL u8 *tensor, i64 index, i32 type, float x) {
    switch (type) {
        case F32:
            ((GLOBAL float *)tensor)[index] = x;
            break;
        case F16:
            ((GLOBAL u16 *)tensor)[index] = float_to_half(x);
            break;
        case BF16:
            ((GLOBAL u16 *)tensor)[index] = float_to_bf16(x);
            break;
        case F8_E4M3:
            tensor[index] = float_to_f8_e4m3(x);
            break;
        default:
            tensor[index] = float_to_f8_e5m2(x);
    }
}
#endif
