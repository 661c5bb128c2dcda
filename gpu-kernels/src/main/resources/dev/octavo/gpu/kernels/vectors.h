// Vectors of 16 floats, for processors. OpenCL only. LANES, a definition, is 16.
#include "functions.h"

#define INLINE static inline __attribute__((always_inline))

// e^x of one number, the same bits as in a vector.
INLINE float exp_of_one(float x) {
    return exp_of((float16)x).s0;
}

DEVICE float16 f8_e4m3_to_floats(uchar16 bits) {
    uint16 magnitude = convert_uint16(bits) & 0x7f;
    float16 normal = as_float16((magnitude << 20) + (120u << 23));
    float16 subnormal = convert_float16(magnitude) * 0.001953125f;
    uint16 x = magnitude < 8 ? as_uint16(subnormal) : as_uint16(normal);
    x = magnitude == 0x7f ? (uint16)0x7fc00000u : x;
    return as_float16(x | ((convert_uint16(bits) & 0x80) << 24));
}

// 16 elements that follow each other.
DEVICE float16 load_numbers(const GLOBAL u8 *tensor, i64 index, i32 type) {
    switch (type) {
        case F32:
            return vload16(0, (const GLOBAL float *)tensor + index);
        case F16:
            return halves_to_floats(vload16(0, (const GLOBAL u16 *)tensor + index));
        case BF16:
            return as_float16(convert_uint16(vload16(0, (const GLOBAL u16 *)tensor + index)) << 16);
        case F8_E4M3:
            return f8_e4m3_to_floats(vload16(0, tensor + index));
        case I8:
            return convert_float16(vload16(0, (const GLOBAL i8 *)tensor + index));
        default:
            return halves_to_floats(convert_ushort16(vload16(0, tensor + index)) << (ushort16)8);
    }
}
