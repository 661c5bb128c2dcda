// Conversion of one element between any two types: one rounding, to nearest, ties to even; integers saturate and store NaN as 0.
#ifndef CONVERT_H
#define CONVERT_H
#include "numbers.h"

DEVICE i32 is_integer(i32 type) {
    return type >= I64 && type <= U8;
}

DEVICE i64 load_integer(const GLOBAL u8 *tensor, i64 index, i32 type) {
    switch (type) {
        case I64:
            return ((const GLOBAL i64 *)tensor)[index];
        case I32:
            return ((const GLOBAL i32 *)tensor)[index];
        case I8:
            return ((const GLOBAL i8 *)tensor)[index];
        default:
            return tensor[index];
    }
}

DEVICE i64 clamp_integer(i64 x, i64 least, i64 largest) {
    return x < least ? least : x > largest ? largest : x;
}

DEVICE void store_integer(GLOBAL u8 *tensor, i64 index, i32 type, i64 x) {
    switch (type) {
        case I64:
            ((GLOBAL i64 *)tensor)[index] = x;
            break;
        case I32:
            ((GLOBAL i32 *)tensor)[index] = (i32)clamp_integer(x, -2147483647 - 1, 2147483647);
            break;
        case I8:
            ((GLOBAL i8 *)tensor)[index] = (i8)clamp_integer(x, -128, 127);
            break;
        default:
            tensor[index] = (u8)clamp_integer(x, 0, 255);
    }
}

DEVICE i64 integer_of(float x) {
    float whole = RINT(x);
    i64 largest = 0x7fffffffffffffffL;
    return whole != whole ? 0 : whole >= 9223372036854775808.0f ? largest : whole < -9223372036854775808.0f ? -largest - 1 : (i64)whole;
}

// An integer as f32 for rounding to a shorter type: what does not fit is rounded to odd, so that the second rounding gives what one alone would.
DEVICE float odd_float_of(i64 x) {
    u64 size = x < 0 ? 0 - (u64)x : (u64)x;
    float power = 1.0f;
    while (size >= 1u << 24) {
        size = (size >> 1) | (size & 1);
        power *= 2.0f;
    }
    float magnitude = (float)(u32)size * power;
    return x < 0 ? -magnitude : magnitude;
}

DEVICE void convert_element(
        const GLOBAL u8 *from, i64 from_index, i32 from_type, GLOBAL u8 *to, i64 to_index, i32 to_type) {
    if (is_integer(from_type)) {
        i64 x = load_integer(from, from_index, from_type);
        if (is_integer(to_type)) {
            store_integer(to, to_index, to_type, x);
        } else {
            store_number(to, to_index, to_type, to_type == F32 ? (float)x : odd_float_of(x));
        }
    } else {
        float x = load_number(from, from_index, from_type);
        if (is_integer(to_type)) {
            store_integer(to, to_index, to_type, integer_of(x));
        } else {
            store_number(to, to_index, to_type, x);
        }
    }
}
#endif
