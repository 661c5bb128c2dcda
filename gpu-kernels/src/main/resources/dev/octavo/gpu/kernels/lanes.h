// Numbers in lanes: what one work-item works on at once, a "floats" of LANES (a definition) numbers. LANES is 1 on devices whose work-items run side by side, where neighbours read neighbouring
// numbers, and 16 on processors, whose work-items have vectors of their own; only OpenCL has such devices.
//   SPLAT(x)                   x in all lanes
//   CHOOSE(condition, a, b)    a in the lanes where a comparison holds, else b
//   load_floats(t, i, n, type, rest)   elements i to i + n of a tensor, n at least 1; the lanes from n on hold rest
//   store_floats(t, i, n, type, x)     stores the first n lanes
//   keep_floats(x, n)          0 in the lanes from n on
//   LANE_OF(x, i)              the number in one lane
//   sum_of(x), largest_of(x)   over the lanes, in one order always; NaN is never the largest
#ifndef LANES_H
#define LANES_H
#include "numbers.h"

#define CHOOSE(condition, a, b) ((condition) ? (a) : (b))

#if LANES == 1

typedef float floats;
typedef i32 ints;

#define SPLAT(x) (x)
#define LANE_OF(x, i) (x)

DEVICE floats load_floats(const GLOBAL u8 *tensor, i64 index, i32 count, i32 type, float rest) {
    return load_number(tensor, index, type);
}

DEVICE void store_floats(GLOBAL u8 *tensor, i64 index, i32 count, i32 type, floats x) {
    store_number(tensor, index, type, x);
}

DEVICE floats keep_floats(floats x, i32 count) {
    return x;
}

DEVICE float sum_of(floats x) {
    return x;
}

DEVICE float largest_of(floats x) {
    return x;
}

#else

typedef float16 floats;
typedef int16 ints;

#define SPLAT(x) ((float16)(x))
#define LANE_OF(x, i) (((const float *)&(x))[i])

// As half_to_float; no intermediate number is subnormal, so that nothing depends on how a device treats those.
DEVICE float16 halves_to_floats(ushort16 halves) {
#if defined(__F16C__) && __clang_major__ >= 15
    // One instruction.
    typedef _Float16 half_lanes __attribute__((ext_vector_type(16)));
    return __builtin_convertvector(__builtin_astype(halves, half_lanes), float16);
#else
    uint16 bits = convert_uint16(halves);
    uint16 size = bits & 0x7fffu;
    uint16 shifted = (size << 13) + (112u << 23);
    uint16 special = shifted + (112u << 23);
    float16 small = convert_float16(as_int16(size)) * 0x1p-24f;
    uint16 magnitude = CHOOSE(size < 0x400u, as_uint16(small), CHOOSE(size < 0x7c00u, shifted, special));
    return as_float16(magnitude | ((bits & 0x8000u) << 16));
#endif
}

// As float_to_half: to nearest, ties to even.
DEVICE ushort16 floats_to_halves(float16 x) {
    uint16 bits = as_uint16(x);
    uint16 size = bits & 0x7fffffffu;
    uint16 normal = (size + 0xfffu + ((size >> 13) & 1u) - (112u << 23)) >> 13;
    // Adding 1/2 leaves the number, rounded to steps of 2^-24, in the lowest bits.
    uint16 small = as_uint16(as_float16(size) + 0.5f) - 0x3f000000u;
    uint16 large = CHOOSE(size > INFINITY_BITS, (uint16)(0x7e00u), (uint16)(0x7c00u));
    uint16 magnitude = CHOOSE(size < 0x38800000u, small, CHOOSE(size < 0x47800000u, normal, large));
    return convert_ushort16(magnitude | ((bits >> 16) & 0x8000u));
}

DEVICE ushort16 floats_to_bf16(float16 x) {
    uint16 bits = as_uint16(x);
    uint16 rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
    uint16 nan = (bits >> 16) | 0x40u;
    return convert_ushort16(CHOOSE((bits & 0x7fffffffu) > INFINITY_BITS, nan, rounded));
}

DEVICE float16 load_part(const GLOBAL u8 *tensor, i64 index, i32 count, i32 type, float rest) {
    float lanes[16];
    for (i32 i = 0; i < 16; i++) {
        lanes[i] = rest;
    }
    for (i32 i = 0; i < count && i < 16; i++) {
        lanes[i] = load_number(tensor, index + i, type);
    }
    return vload16(0, lanes);
}

DEVICE void store_part(GLOBAL u8 *tensor, i64 index, i32 count, i32 type, float16 x) {
    float lanes[16];
    vstore16(x, 0, lanes);
    for (i32 i = 0; i < count && i < 16; i++) {
        store_number(tensor, index + i, type, lanes[i]);
    }
}

DEVICE float16 load_floats(const GLOBAL u8 *tensor, i64 index, i32 count, i32 type, float rest) {
    if (count >= 16) {
        switch (type) {
            case F32:
                return vload16(0, (const GLOBAL float *)tensor + index);
            case F16:
                return halves_to_floats(vload16(0, (const GLOBAL u16 *)tensor + index));
            case BF16:
                return as_float16(convert_uint16(vload16(0, (const GLOBAL u16 *)tensor + index)) << 16);
        }
    }
    return load_part(tensor, index, count, type, rest);
}

DEVICE void store_floats(GLOBAL u8 *tensor, i64 index, i32 count, i32 type, float16 x) {
    if (count >= 16) {
        switch (type) {
            case F32:
                vstore16(x, 0, (GLOBAL float *)tensor + index);
                return;
            case F16:
                vstore16(floats_to_halves(x), 0, (GLOBAL u16 *)tensor + index);
                return;
            case BF16:
                vstore16(floats_to_bf16(x), 0, (GLOBAL u16 *)tensor + index);
                return;
        }
    }
    store_part(tensor, index, count, type, x);
}

DEVICE float16 keep_floats(float16 x, i32 count) {
    int16 lane = (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    return CHOOSE(lane < (int16)(count), x, SPLAT(0.0f));
}

DEVICE float sum_of(float16 x) {
    float8 eight = x.lo + x.hi;
    float4 four = eight.lo + eight.hi;
    float2 two = four.lo + four.hi;
    return two.x + two.y;
}

DEVICE float largest_of(float16 x) {
    float8 eight = CHOOSE(x.lo < x.hi || x.lo != x.lo, x.hi, x.lo);
    float4 four = CHOOSE(eight.lo < eight.hi || eight.lo != eight.lo, eight.hi, eight.lo);
    float2 two = CHOOSE(four.lo < four.hi || four.lo != four.lo, four.hi, four.lo);
    return two.x < two.y || two.x != two.x ? two.y : two.x;
}

#endif
#endif
