// What products on matrix units share: weights of a panel are the 16 rows of a multiplication's first matrix, rows of a ("tokens") the UNIT_COLUMNS columns of its second one.
//
// The order of sums, the same in every kernel, so that an element has the same bits whatever is multiplied beside it: multiplications of 16 k in order, for as many weights as share a scale, at most a segment
// (SEGMENT chunks of 32); each of those sums times its scale, added to the segment's; segments in order. Numbers that are multiplied are exact: weights as their codes less the zero point, and scales come
// afterwards, in f32. Where a format has a minimum, its product with the sum of a's numbers is added, which is a multiplication by ones.
//
// Which of 16 k is which is the same for both matrices, so any order will do: a fourth t has four neighbouring ones, so that weights and a are read in long pieces.
//   SPAN 32   t has k 8t to 8t + 7 of a chunk, the first four in the first multiplication
//   SPAN 16   t has k 4t to 4t + 3 of each half
//
// ACT, a compile-time definition, is F16, BF16, an 8-bit float, whose numbers both of these have, or F32, whose numbers are rounded to bf16 (for specs that allow it) unless EXACT is 1.
//
// Numbers that the units' type does not hold are cut into parts, each of which is a bf16: an f16 into two, an f32 into three. Products of parts add up to the product, those of the smallest parts first. So f16 and
// bf16 meet exactly, and f32 loses nothing.
#define LANES 1
#include "gemm.h"
#include "weights_lane.h"
#include "matrix.h"

#ifndef EXACT
#define EXACT 0
#endif

#define IS_SHORT (IS_DENSE && LOW == 16)
#define ACT_IS_F8 (ACT == F8_E4M3 || ACT == F8_E5M2)
#if (ACT == F16 || ACT_IS_F8) && !(IS_SHORT && FORMAT == BF16)
#define UNIT_TYPE f16
#define UNIT_IS_F16 1
#else
#define UNIT_TYPE bf16
#define UNIT_IS_F16 0
#endif

// Parts of a weight, and of a number of a.
#define W_PARTS (IS_SHORT && FORMAT == F16 && !UNIT_IS_F16 ? 2 : 1)
#define A_PARTS (ACT == F32 && EXACT ? 3 : ACT == F16 && !UNIT_IS_F16 ? 2 : 1)
#define IN_PARTS (W_PARTS * A_PARTS > 1)

// Bytes of a number of a, and of those in work-group memory: a that is rounded or in 8 bits becomes what is multiplied on the way there.
#define ACT_BYTES (ACT == F32 ? 4 : ACT_IS_F8 ? 1 : 2)
#define STAGED_BYTES (ACT == F32 && EXACT ? 4 : 2)

#if IS_DENSE && LOW > 16
#error "weights in f32 are not for these units"
#endif

// Two floats as "parts" pairs of bf16, the largest first. Each part but the last is cut off, so what is left is exact; what is left of infinity is nothing.
INLINE void parts_of(float x, float y, const i32 parts, u32 *words) {
#pragma unroll
    for (i32 part = 0; part < parts; part++) {
        u32 bits_x = BITS_OF_FLOAT(x);
        u32 bits_y = BITS_OF_FLOAT(y);
        u32 rest_x = (bits_x & INFINITY_BITS) == INFINITY_BITS;
        u32 rest_y = (bits_y & INFINITY_BITS) == INFINITY_BITS;
        // Cutting must not make infinity of NaN.
        bits_x |= ISNAN(x) ? 0x400000u : 0;
        bits_y |= ISNAN(y) ? 0x400000u : 0;
        words[part] = BYTES_OF(bits_x, bits_y, 0x7632);
        x = rest_x ? 0.0f : x - FLOAT_OF_BITS(bits_x & 0xffff0000u);
        y = rest_y ? 0.0f : y - FLOAT_OF_BITS(bits_y & 0xffff0000u);
    }
}

// Two f16 with at most 8 digits as two bf16.
INLINE u32 short_halves(u32 pair) {
    return BYTES_OF(BITS_OF_FLOAT(half_to_float((u16)pair)), BITS_OF_FLOAT(half_to_float((u16)(pair >> 16))), 0x7632);
}

// A pair of f16 as two pairs of bf16: the first 8 digits, and the last 3. Infinity and NaN stay whole.
INLINE void halves_in_parts(u32 pair, u32 *words) {
    u32 special = ((((pair & 0x7c007c00u) + 0x04000400u) & 0x80008000u) >> 15) * 0xffffu;
    u32 first = pair & (0xfff8fff8u | special);
    words[0] = short_halves(first);
    words[1] = short_halves(LESS(f16, pair, first) & ~special);
}

// Whether codes are integers, which become numbers less a zero point; others are looked up.
#define IS_INTEGER (!IS_FLOAT && FORMAT != IQ4_NL && FORMAT != MXFP4)
#define HAS_OFFSET (HAS_MINIMUM || IS_SUPER_MINIMUM)
#define HAS_SCALE (!IS_DENSE)
#define HALVES 2

// What is subtracted from the codes of a lane in a part of a chunk.
INLINE u32 zero_of(const Product *p, const GLOBAL u8 *panel, i64 chunk, i32 part, i32 lane) {
#if GROUPED && IS_INTEGER
#if ZEROS
    i32 scale_type = p->scale_type;
    i32 group = ((i32)chunk * CHUNK + part * SPAN) / p->group_size;
    const GLOBAL u8 *points = panel + SCALES_START(p->chunks) + GROUPS_OF(p->chunks, p->group_size) * (PANEL * SCALE_BYTES);
    return points[group * PANEL + lane];
#else
    return FORMAT == INT4 ? 8 : 128;
#endif
#else
    return ZERO;
#endif
}

// Two codes as exact numbers, in a word.
INLINE u32 pair_of(u32 low, u32 high, u32 zero) {
#if FORMAT == IQ4_NL
    float x = level(low) - 128.0f;
    float y = level(high) - 128.0f;
#elif IS_INTEGER
    float x = LANES_FLOAT(low) - (float)zero;
    float y = LANES_FLOAT(high) - (float)zero;
#else
    float x = number_of(low);
    float y = number_of(high);
#endif
    return PACK(UNIT_TYPE, x, y);
}

// Eight codes of a lane as four words of numbers.
INLINE void numbers_of(const u32 *lows, const u32 *highs, u32 zero, u32 *pairs) {
#if IS_DENSE && LOW == 16
#pragma unroll
    for (i32 i = 0; i < 4; i++) {
        pairs[i] = lows[i];
    }
#elif LOW == 4 && HIGH == 0 && IS_INTEGER
    // A code in the lowest bits of 128 (bf16) or 1024 (f16) is that much more.
#if UNIT_IS_F16
    u32 base = 0x64006400u;
#else
    u32 base = 0x43004300u;
#endif
    u32 less = base + zero * 0x00010001u;
    u32 odd = lows[0] >> 4;
#pragma unroll
    for (i32 i = 0; i < 4; i++) {
        u32 codes_of_pair = BYTES_OF(lows[0], odd, i | i << 4 | (4 + i) << 8 | (4 + i) << 12);
        pairs[i] = LESS(UNIT_TYPE, (codes_of_pair & 0x000f000fu) | base, less);
    }
#else
#pragma unroll
    for (i32 i = 0; i < 4; i++) {
        pairs[i] = pair_of(CODE(lows, highs, 2 * i), CODE(lows, highs, 2 * i + 1), zero);
    }
#endif
}

// A fourth's weights of a chunk: for each half of the chunk's multiplications two words. low and high are the chunk's planes, wherever they are.
INLINE void chunk_numbers(const GLOBAL u8 *low, const GLOBAL u8 *high, const u32 *zeros, i32 lane, i32 t, u32 numbers[HALVES][2]) {
    u32 lows[LOW / 4 > 0 ? LOW / 4 : 1];
    u32 highs[1] = {0};
    u32 pairs[4];
#if SPAN == 16
#pragma unroll
    for (i32 half_index = 0; half_index < HALVES; half_index++) {
        load_octet(low, high, 2 * half_index + t / 2, lane, lows, highs);
        numbers_of(lows, highs, zeros[half_index], pairs);
        numbers[half_index][0] = t % 2 ? pairs[2] : pairs[0];
        numbers[half_index][1] = t % 2 ? pairs[3] : pairs[1];
    }
#else
    load_octet(low, high, t, lane, lows, highs);
    numbers_of(lows, highs, zeros[0], pairs);
#pragma unroll
    for (i32 i = 0; i < 4; i++) {
        numbers[i / 2][i % 2] = pairs[i];
    }
#endif
}

typedef struct {
    float scale[PARTS][UNIT_SIDES];
    float offset[PARTS][UNIT_SIDES];
} Scales;

// Of a lane's rows of a panel, for a chunk. "part" counts the spans of a chunk.
INLINE void chunk_scales(const Product *p, const GLOBAL u8 *panel, i64 chunk, Scales *s) {
#pragma unroll
    for (i32 part = 0; part < PARTS; part++) {
#pragma unroll
        for (i32 side = 0; side < UNIT_SIDES; side++) {
            float offset;
            load_scales_of(panel + SCALES_START(p->chunks), p->chunks, p->group_size, p->scale_type, p->zeros, chunk, part, UNIT_ROW(side), &s->scale[part][side], &offset);
#if IS_FLOAT || FORMAT == MXFP4 || !HAS_OFFSET
            s->offset[part][side] = 0;
#else
            s->offset[part][side] = offset;
#endif
        }
    }
}

// The weights of a lane as they are multiplied, for each of the parts.
INLINE void weights_in_parts(const u32 raw[HALVES][UNIT_A], u32 weights[W_PARTS][HALVES][UNIT_A]) {
#pragma unroll
    for (i32 h = 0; h < HALVES; h++) {
#pragma unroll
        for (i32 i = 0; i < UNIT_A; i++) {
#if W_PARTS == 2
            u32 words[2];
            halves_in_parts(raw[h][i], words);
            weights[0][h][i] = words[0];
            weights[1][h][i] = words[1];
#else
            weights[0][h][i] = raw[h][i];
#endif
        }
    }
}

// c += weights * tokens of a half of a chunk, the products of the smallest parts first.
INLINE void multiply_parts(float *c, const u32 weights[W_PARTS][HALVES][UNIT_A], const u32 tokens[A_PARTS][HALVES][UNIT_B], i32 half_index) {
#pragma unroll
    for (i32 least = W_PARTS + A_PARTS - 2; least >= 0; least--) {
#pragma unroll
        for (i32 w = W_PARTS - 1; w >= 0; w--) {
            if (least - w >= 0 && least - w < A_PARTS) {
                MULTIPLY_ADD(UNIT_TYPE, c, weights[w][half_index], tokens[least - w][half_index]);
            }
        }
    }
}

// Adds a chunk's products of one panel and UNIT_COLUMNS tokens to the sums of its segment: weights[part][half][a], tokens[part][half][b].
INLINE void add_products(float *sums, const u32 weights[W_PARTS][HALVES][UNIT_A], const u32 tokens[A_PARTS][HALVES][UNIT_B], const Scales *s) {
#if HAS_SCALE || IN_PARTS
    float part_sums[UNIT_SUMS];
#if HAS_OFFSET
    float row_sums[UNIT_SUMS];
    u32 ones[UNIT_A];
#pragma unroll
    for (i32 i = 0; i < UNIT_A; i++) {
        ones[i] = UNIT_IS_F16 ? 0x3c003c00u : 0x3f803f80u;
    }
#endif
#pragma unroll
    for (i32 half_index = 0; half_index < HALVES; half_index++) {
        if (half_index % (HALVES / PARTS) == 0) {
#pragma unroll
            for (i32 i = 0; i < UNIT_SUMS; i++) {
                part_sums[i] = 0;
#if HAS_OFFSET
                row_sums[i] = 0;
#endif
            }
        }
        multiply_parts(part_sums, weights, tokens, half_index);
#if HAS_OFFSET
#pragma unroll
        for (i32 part = A_PARTS - 1; part >= 0; part--) {
            MULTIPLY_ADD(UNIT_TYPE, row_sums, ones, tokens[part][half_index]);
        }
#endif
        if (half_index % (HALVES / PARTS) == HALVES / PARTS - 1) {
#pragma unroll
            for (i32 i = 0; i < UNIT_SUMS; i++) {
#if HAS_SCALE
                sums[i] = FMA(part_sums[i], s->scale[half_index * PARTS / HALVES][UNIT_SIDE(i)], sums[i]);
#else
                sums[i] += part_sums[i];
#endif
#if HAS_OFFSET
                sums[i] = FMA(row_sums[i], s->offset[half_index * PARTS / HALVES][UNIT_SIDE(i)], sums[i]);
#endif
            }
        }
    }
#else
#pragma unroll
    for (i32 half_index = 0; half_index < HALVES; half_index++) {
        MULTIPLY_ADD(UNIT_TYPE, sums, weights[0][half_index], tokens[0][half_index]);
    }
#endif
}

// Whether rows of a begin where pieces of 16 bytes may.
INLINE i32 is_aligned(const Product *p) {
    return (((u64)p->a | (u64)p->a_stride * ACT_BYTES) & 15) == 0;
}

// Not inlined, since it is in many places and hardly ever run.
#if defined(VENDOR_CUDA)
#define RARE static __device__ __noinline__
#else
#define RARE DEVICE
#endif

#if ACT == F8_E4M3
#define F8_FLOAT(bits) f8_e4m3_to_float(bits)
#elif ACT == F8_E5M2
#define F8_FLOAT(bits) f8_e5m2_to_float(bits)
#endif

// Words of four numbers of a as they are, 8-bit floats as they are multiplied.
#define RAW_WORDS (ACT == F32 ? 4 : 2)

// The first "left" of four numbers, wherever they begin.
typedef struct {
    u32 words[RAW_WORDS];
} Raw;

RARE Raw load_raw_slowly(const GLOBAL u8 *a, i64 index, i64 left) {
    Raw raw;
#pragma unroll
    for (i32 i = 0; i < RAW_WORDS; i++) {
        raw.words[i] = 0;
    }
#pragma unroll
    for (i32 i = 0; i < 4; i++) {
        if (i < left) {
#if ACT == F32
            raw.words[i] = ((const GLOBAL u32 *)a)[index + i];
#elif ACT_IS_F8
            raw.words[i / 2] |= PACK(UNIT_TYPE, F8_FLOAT(a[index + i]), 0.0f) << (16 * (i % 2));
#else
            raw.words[i / 2] |= (u32)((const GLOBAL u16 *)a)[index + i] << (16 * (i % 2));
#endif
        }
    }
    return raw;
}

// Four numbers of a from k = "at" on of the row that begins at "start"; what is past the end of k is 0.
INLINE Raw load_raw_of(const Product *p, i64 start, i64 at, i32 aligned) {
    if (!aligned || at + 4 > p->k) {
        return load_raw_slowly(p->a, start + at, p->k - at);
    }
    Raw raw;
#if ACT == F32
    uint4 x = *(const GLOBAL uint4 *)((const GLOBAL u32 *)p->a + start + at);
    raw.words[2] = x.z;
    raw.words[3] = x.w;
#elif ACT_IS_F8
    u32 bytes = *(const GLOBAL u32 *)(p->a + start + at);
    uint2 x;
    x.x = PACK(UNIT_TYPE, F8_FLOAT((u8)bytes), F8_FLOAT((u8)(bytes >> 8)));
    x.y = PACK(UNIT_TYPE, F8_FLOAT((u8)(bytes >> 16)), F8_FLOAT((u8)(bytes >> 24)));
#else
    uint2 x = *(const GLOBAL uint2 *)((const GLOBAL u16 *)p->a + start + at);
#endif
    raw.words[0] = x.x;
    raw.words[1] = x.y;
    return raw;
}

INLINE Raw load_raw(const Product *p, i64 row, i64 at, i32 aligned) {
    return load_raw_of(p, row * p->a_stride, at, aligned);
}

// Four such numbers as words to multiply: tokens[part][half], of which this writes two words of one half, from "first" on.
INLINE void token_parts(const u32 *raw, u32 tokens[A_PARTS][HALVES][UNIT_B], const i32 half_index, const i32 first) {
#pragma unroll
    for (i32 i = 0; i < 2; i++) {
#if ACT == F32 && !EXACT
        tokens[0][half_index][first + i] = PACK(UNIT_TYPE, FLOAT_OF_BITS(raw[2 * i]), FLOAT_OF_BITS(raw[2 * i + 1]));
#elif A_PARTS > 1
        u32 words[A_PARTS];
#if ACT == F32
        parts_of(FLOAT_OF_BITS(raw[2 * i]), FLOAT_OF_BITS(raw[2 * i + 1]), A_PARTS, words);
#else
        halves_in_parts(raw[i], words);
#endif
#pragma unroll
        for (i32 part = 0; part < A_PARTS; part++) {
            tokens[part][half_index][first + i] = words[part];
        }
#else
        tokens[0][half_index][first + i] = raw[i];
#endif
    }
}

// A panel of a tile, of which gated ones have the gate's panels in the first half and their values in the second. False behind the last one, where *panel is some other.
INLINE i32 tile_panel(const Product *p, i64 tile, i32 index, i32 tile_panels, i32 *half_index, i32 *q) {
    if (p->gated) {
        *half_index = index / (tile_panels / 2);
        *q = (i32)tile * (tile_panels / 2) + index % (tile_panels / 2);
        return *q < p->panels;
    }
    i32 linear = (i32)tile * tile_panels + index;
    *half_index = linear / p->panels;
    *q = linear % p->panels;
    return *half_index < p->halves;
}

INLINE const GLOBAL u8 *tile_panel_at(const Product *p, i32 expert, i64 tile, i32 index, i32 tile_panels) {
    i32 half_index;
    i32 q;
    i32 is_there = tile_panel(p, tile, index, tile_panels, &half_index, &q);
    return panel_at(p, expert, is_there ? half_index : 0, is_there ? q : 0);
}
