// Weights of all lanes of a panel as vectors.
#include "weights_decode.h"

#define OCTET 8

// Codes of 4 to 6 bits stay codes in sums, which is most of the work: for the weights of a part, which share a scale, sum(a * w) = (sum(a * x) - sum(a) * (1 + ZERO / 2^B)) * factor, factor = scale * 2^B, and
// with an offset of their own + sum(a) * offset. x has the code of B bits in the upper bits of its mantissa, 1 + code / 2^B, which takes no conversion. Sums start at what is subtracted.
#define IN_MANTISSA (LOW == 4 && (HIGH == 0 ? FORMAT != IQ4_NL && FORMAT != MXFP4 : 1))
#define CODE_STEPS ((float)(1 << (LOW + HIGH)))
#define HAS_OFFSET (ZERO == 0)

// Scale and offset of a part of a chunk, which is one of a segment, for load_octet; the factor in place of the scale where codes stay codes.
INLINE void load_vector_scales(const GLOBAL u8 *p, i64 chunks, i32 group_size, i32 scale_type, i32 zeros, i64 segment, i64 chunk,
        i32 part, lanes *scale, lanes *offset) {
#if FORMAT == Q4_K || FORMAT == Q5_K
    // As load_scales_of, but for all chunks of a segment, which lies in one block, with the same two numbers.
    i64 super = segment / SUPER * (2 * PANEL);
    i64 supers = chunks / SUPER * (2 * PANEL);
    const GLOBAL u8 *small = p + 2 * supers + chunk * PANEL;
    *scale = LOAD_F16(p + super) * LANES_FLOAT(LOAD_U8(small));
    *offset = -(LOAD_F16(p + supers + super) * LANES_FLOAT(LOAD_U8(small + chunks * PANEL)));
#else
    load_scales_of(p, chunks, group_size, scale_type, zeros, chunk, part, 0, scale, offset);
#endif
#if IN_MANTISSA
    *scale *= CODE_STEPS;
#endif
}

// Asks for the scales of a segment where they lie apart for each chunk; those of a block are few. A segment's are a line or two of each kind.
INLINE void ask_for_scales(const GLOBAL u8 *p, i64 chunks, i64 segment) {
#if FORMAT == Q4_K || FORMAT == Q5_K
    const GLOBAL u8 *scales = p + chunks / SUPER * (4 * PANEL) + segment * PANEL;
    PREFETCH(scales);
    PREFETCH(scales + chunks * PANEL);
#elif FORMAT == Q6_K
    const GLOBAL u8 *scales = p + chunks / SUPER * (2 * PANEL) + segment * (2 * PANEL);
    PREFETCH(scales);
    PREFETCH(scales + 64);
#elif FORMAT >= Q8_0 && FORMAT <= Q5_1
    PREFETCH(p + segment * (2 * PANEL));
    PREFETCH(p + segment * (2 * PANEL) + 64);
#endif
}

#if IN_MANTISSA
// A code's part, bits from `from` on in the units, at `to` in the mantissa.
#define MOVED(units, from, to) ((from) > (to) ? (units) >> ((from) - (to)) : (units) << ((to) - (from)))
#define PLACED(units, bits, from, to) (MOVED(units, from, to) & (((1u << (bits)) - 1) << (to)))
#if HIGH > 0
#define HIGH_PLACED(highs, i) PLACED(highs, HIGH, (i) * HIGH % 8, 23 - HIGH)
#else
#define HIGH_PLACED(highs, i) 0
#endif
#define MANTISSA(lows, highs, i) \
    as_float16(PLACED(lows, LOW, (i) * LOW, 23 - HIGH - LOW) | HIGH_PLACED(highs, i) | 0x3f800000u)
#endif

// A weight, or x of it: the i-th of the eight from the eighth "octet" of a chunk on. low and high are the chunk's planes, scale and offset those of load_vector_scales. Compilers load once what several
// weights share, since i is a literal for them.
INLINE lanes load_weight(const GLOBAL u8 *low, const GLOBAL u8 *high, i32 octet, const i32 i, lanes scale, lanes offset) {
#if FORMAT == F32
    return LOAD_F32(low + (octet * OCTET + i) * 64);
#elif FORMAT == F16
    return LOAD_F16(low + (octet * OCTET + i) * 32);
#elif FORMAT == BF16
    return LOAD_BF16(low + (octet * OCTET + i) * 32);
#else
#if LOW == 4
    codes lows = vload16(octet, (const GLOBAL u32 *)low);
#else
    codes lows = LOAD_U8(low + (octet * LOW + i * LOW / 8) * PANEL);
#endif
#if HIGH > 0
    codes highs = LOAD_U8(high + (octet * HIGH + i * HIGH / 8) * PANEL);
#else
    codes highs = 0;
#endif
#if IN_MANTISSA
    return MANTISSA(lows, highs, i);
#else
    return weight_of(CODE_OF(lows, highs, i), scale, offset);
#endif
#endif
}

// All eight.
INLINE void load_octet(const GLOBAL u8 *low, const GLOBAL u8 *high, i32 octet, lanes scale, lanes offset, lanes *w) {
#pragma unroll
    for (i32 i = 0; i < OCTET; i++) {
        w[i] = load_weight(low, high, octet, i, scale, offset);
    }
}
