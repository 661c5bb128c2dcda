// Vectors of 16 floats, for processors; to be included behind numbers.h. OpenCL only.

#define LANES 16

DEVICE float16 halves_to_floats(ushort16 bits) {
#if defined(__F16C__) && __clang_major__ >= 15
    // One instruction, where vload_half may be many.
    typedef _Float16 halves __attribute__((ext_vector_type(16)));
    return __builtin_convertvector(__builtin_astype(bits, halves), float16);
#else
    return vload_half16(0, (const __private half *)&bits);
#endif
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
        default:
            return halves_to_floats(convert_ushort16(vload16(0, tensor + index)) << (ushort16)8);
    }
}

DEVICE float largest_of(float16 x) {
    float8 a = fmax(x.lo, x.hi);
    float4 b = fmax(a.lo, a.hi);
    float2 c = fmax(b.lo, b.hi);
    return fmax(c.x, c.y);
}

DEVICE float sum_of(float16 x) {
    float8 a = x.lo + x.hi;
    float4 b = a.lo + a.hi;
    float2 c = b.lo + b.hi;
    return c.x + c.y;
}
