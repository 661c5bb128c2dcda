// Scales of a panel behind its planes, each an array over the 16 lanes:
//   Q8_0 Q4_0 Q5_0 IQ4_NL  [chunks] f16 scales; with a minimum (Q4_1, Q5_1) behind them [chunks] f16 minimums
//   MXFP4                  [chunks] exponents
//   Q3_K Q6_K              [supers] f16 scales, [chunks][parts] signed bytes
//   Q4_K Q5_K              [supers] f16 scales, [supers] f16 minimums, [chunks] bytes: scales, [chunks] bytes: minimums
//   Q2_K                   [supers] f16 scales, [supers] f16 minimums, [chunks][2] bytes: scale in the lower half, minimum in the upper one
//   scales apart           [groups] of type SCALE, and with zero points [groups] bytes: zero points
// With LANES 1 these words work on one lane, with 16 on all of them as a vector.
#include "weights.h"

#if LANES == 16
typedef float16 lanes;
typedef uint16 codes;
#define SPLAT(x) ((float16)(x))
#define LANES_FMA(a, b, c) ((a) * (b) + (c)) // contracted: see vendor/opencl.h
#define LANES_FLOAT(u) convert_float16(u)
#define LANES_BITS(u) as_float16(u)
#define LOAD_U8(p) convert_uint16(vload16(0, (p)))
#define LOAD_I8(p) convert_float16(vload16(0, (const GLOBAL i8 *)(p)))
#define LOAD_F16(p) vload_half16(0, (const GLOBAL half *)(p))
#define LOAD_BF16(p) as_float16(convert_uint16(vload16(0, (const GLOBAL u16 *)(p))) << 16)
#define LOAD_F32(p) vload16(0, (const GLOBAL float *)(p))
#define WHERE(condition, a, b) select((b), (a), as_int16(condition))
#else
typedef float lanes;
typedef u32 codes;
#define SPLAT(x) (x)
#define LANES_FMA(a, b, c) FMA(a, b, c)
// Converting integers is slow on GPUs: a small one in the lowest bits of 2^23 is that much more than 2^23.
#define LANES_FLOAT(u) (FLOAT_OF_BITS(0x4b000000u | (u)) - 8388608.0f)
#define LANES_BITS(u) FLOAT_OF_BITS(u)
#define LOAD_U8(p) ((u32)(p)[lane])
#define LOAD_I8(p) ((float)((const GLOBAL i8 *)(p))[lane])
#define LOAD_F16(p) half_to_float(((const GLOBAL u16 *)(p))[lane])
#define LOAD_BF16(p) bf16_to_float(((const GLOBAL u16 *)(p))[lane])
#define LOAD_F32(p) (((const GLOBAL float *)(p))[lane])
#define WHERE(condition, a, b) ((condition) ? (a) : (b))
#endif

#if GROUPED
// Both are arguments of kernels where they are ANY here.
#define SCALE_TYPE (SCALE == ANY ? scale_type : SCALE)
#define HAS_ZEROS (ZEROS == ANY ? zeros : ZEROS)
#define SCALE_BYTES (SCALE_TYPE == F32 ? 4 : 2)

INLINE lanes load_scale(const GLOBAL u8 *p, i32 scale_type, i32 lane) {
    if (SCALE_TYPE == F32) {
        return LOAD_F32(p);
    }
    return SCALE_TYPE == F16 ? LOAD_F16(p) : LOAD_BF16(p);
}
#endif

// Scale and offset of a part of a chunk: w = code * scale + offset. p is where the panel's scales start.
INLINE void load_scales_of(const GLOBAL u8 *p, i64 chunks, i32 group_size, i32 scale_type, i32 zeros, i64 chunk, i32 part,
        i32 lane, lanes *scale, lanes *offset) {
#if IS_DENSE
    *scale = SPLAT(1.0f);
    *offset = SPLAT(0.0f);
#elif GROUPED
    i32 group = ((i32)chunk * CHUNK + part * SPAN) / group_size;
    *scale = load_scale(p + group * (PANEL * SCALE_BYTES), scale_type, lane);
#if IS_FLOAT
    *offset = SPLAT(0.0f);
#else
    if (HAS_ZEROS) {
        const GLOBAL u8 *points = p + GROUPS_OF(chunks, group_size) * (PANEL * SCALE_BYTES);
        *offset = -(LANES_FLOAT(LOAD_U8(points + group * PANEL)) * *scale);
    } else {
        *offset = *scale * SPLAT(FORMAT == INT4 ? -8.0f : -128.0f);
    }
#endif
#elif FORMAT == MXFP4
    // Half of 2^(e - 127), since codes become twice their number.
    codes e = LOAD_U8(p + chunk * PANEL);
    *scale = LANES_BITS(WHERE(e < 2, (codes)(0x200000u) << e, (e - 1) << 23));
    *offset = SPLAT(0.0f);
#elif IS_SUPER
    i64 super = chunk / SUPER * (2 * PANEL);
    i64 supers = chunks / SUPER * (2 * PANEL);
    lanes d = LOAD_F16(p + super);
    i64 group = (chunk * PARTS + part) * PANEL;
#if IS_SUPER_MINIMUM
    lanes m = LOAD_F16(p + supers + super);
    codes s = LOAD_U8(p + 2 * supers + group);
#if FORMAT == Q2_K
    *scale = d * LANES_FLOAT(s & 15);
    *offset = -(m * LANES_FLOAT(s >> 4));
#else
    *scale = d * LANES_FLOAT(s);
    *offset = -(m * LANES_FLOAT(LOAD_U8(p + 2 * supers + chunks * PANEL + group)));
#endif
#else
    *scale = d * LOAD_I8(p + supers + group);
    *offset = *scale * SPLAT(-(float)ZERO);
#endif
#else
    i64 group = chunk * (2 * PANEL);
    *scale = LOAD_F16(p + group);
#if HAS_MINIMUM
    *offset = LOAD_F16(p + chunks * (2 * PANEL) + group);
#else
    *offset = *scale * SPLAT(-(float)ZERO);
#endif
#endif
}

// The same where types are compiled in.
INLINE void load_scales(const GLOBAL u8 *p, i64 chunks, i32 group_size, i64 chunk, i32 part, i32 lane, lanes *scale,
        lanes *offset) {
#if GROUPED
    load_scales_of(p, chunks, group_size, SCALE, ZEROS, chunk, part, lane, scale, offset);
#else
    load_scales_of(p, chunks, group_size, F32, 0, chunk, part, lane, scale, offset);
#endif
}
