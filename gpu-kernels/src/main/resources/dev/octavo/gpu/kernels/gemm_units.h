// What products on matrix units share: weights of a panel are the 16 rows of a multiplication's first matrix, rows of a ("tokens") the 8 columns of its second one.
//
// The order of sums, the same in every kernel, so that an element has the same bits whatever is multiplied beside it: multiplications of 16 k in order, for as many weights as share a scale, at most a segment
// (SEGMENT chunks of 32); each of those sums times its scale, added to the segment's; segments in order. Numbers that are multiplied are exact: weights as their codes less the zero point, and scales come
// afterwards, in f32. Where a format has a minimum, its product with the sum of a's numbers is added, which is a multiplication by ones.
//
// Which of 16 k is which is the same for both matrices, so any order will do: lane t has four neighbouring ones, so that weights and a are read in long pieces.
//   SPAN 32   t has k 8t to 8t + 7 of a chunk, the first four in the first multiplication
//   SPAN 16   t has k 4t to 4t + 3 of each half
//
// ACT, a compile-time definition, is F16, BF16, or F32, whose numbers are rounded to bf16 (for specs that allow it).
#define LANES 1
#include "gemm.h"
#include "weights_lane.h"
#include "matrix.h"

#if ACT == F16
#define UNIT_TYPE f16
#else
#define UNIT_TYPE bf16
#endif

#if IS_DENSE && LOW == 16
#if (ACT == F16) != (FORMAT == F16)
#error "weights and a have to be of one type"
#endif
#endif

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
#if ACT == F16
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

// A lane's weights of a chunk, t being LANE % 4: for each half of the chunk's multiplications two words. low and high are the chunk's planes, wherever they are.
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
    float scale[PARTS][2];
    float offset[PARTS][2];
} Scales;

// Of lanes g and g + 8 of a panel, for a chunk. "part" counts the spans of a chunk.
INLINE void chunk_scales(const Product *p, const GLOBAL u8 *panel, i64 chunk, i32 g, Scales *s) {
#pragma unroll
    for (i32 part = 0; part < PARTS; part++) {
#pragma unroll
        for (i32 side = 0; side < 2; side++) {
            float offset;
            load_scales_of(panel + SCALES_START(p->chunks), p->chunks, p->group_size, p->scale_type, p->zeros, chunk, part, g + 8 * side, &s->scale[part][side], &offset);
#if IS_FLOAT || FORMAT == MXFP4 || !HAS_OFFSET
            s->offset[part][side] = 0;
#else
            s->offset[part][side] = offset;
#endif
        }
    }
}

// Adds a chunk's products of one panel and eight tokens to the sums of its segment: weights[half][a], tokens[half][b].
INLINE void add_products(float *sums, const u32 weights[HALVES][4], const u32 tokens[HALVES][2], const Scales *s) {
#if HAS_SCALE
    float part_sums[4];
#if HAS_OFFSET
    float row_sums[4];
    u32 one = ACT == F16 ? 0x3c003c00u : 0x3f803f80u;
    u32 ones[4] = {one, one, one, one};
#endif
#pragma unroll
    for (i32 half_index = 0; half_index < HALVES; half_index++) {
        if (half_index % (HALVES / PARTS) == 0) {
#pragma unroll
            for (i32 i = 0; i < 4; i++) {
                part_sums[i] = 0;
#if HAS_OFFSET
                row_sums[i] = 0;
#endif
            }
        }
        MULTIPLY_ADD(UNIT_TYPE, part_sums, weights[half_index], tokens[half_index]);
#if HAS_OFFSET
        MULTIPLY_ADD(UNIT_TYPE, row_sums, ones, tokens[half_index]);
#endif
        if (half_index % (HALVES / PARTS) == HALVES / PARTS - 1) {
            i32 part = half_index * PARTS / HALVES;
#pragma unroll
            for (i32 i = 0; i < 4; i++) {
                sums[i] = FMA(part_sums[i], s->scale[part][i / 2], sums[i]);
#if HAS_OFFSET
                sums[i] = FMA(row_sums[i], s->offset[part][i / 2], sums[i]);
#endif
            }
        }
    }
#else
#pragma unroll
    for (i32 half_index = 0; half_index < HALVES; half_index++) {
        MULTIPLY_ADD(UNIT_TYPE, sums, weights[half_index], tokens[half_index]);
    }
#endif
}

// Whether rows of a begin where pieces of 16 bytes may.
INLINE i32 is_aligned(const Product *p) {
    return (((u64)p->a | (u64)p->a_stride * (ACT == F32 ? 4 : 2)) & 15) == 0;
}

// Not inlined, since it is in many places and hardly ever run.
#if defined(VENDOR_CUDA)
#define RARE static __device__ __noinline__
#else
#define RARE DEVICE
#endif

// The first "left" of four numbers, wherever they begin, as two words.
RARE u64 load_token_slowly(const GLOBAL u8 *a, i64 index, i64 left) {
    float x[4];
#pragma unroll
    for (i32 i = 0; i < 4; i++) {
        x[i] = i < left ? load_number(a, index + i, ACT) : 0.0f;
    }
    return PACK(UNIT_TYPE, x[0], x[1]) | (u64)PACK(UNIT_TYPE, x[2], x[3]) << 32;
}

// Four numbers of a from k = "at" on as two words; what is past the end of k is 0.
INLINE void load_token(const Product *p, i64 row, i64 at, i32 aligned, u32 *words) {
    if (aligned && at + 4 <= p->k) {
#if ACT == F32
        float4 x = *(const GLOBAL float4 *)((const GLOBAL float *)p->a + row * p->a_stride + at);
        words[0] = PACK(UNIT_TYPE, x.x, x.y);
        words[1] = PACK(UNIT_TYPE, x.z, x.w);
#else
        uint2 x = *(const GLOBAL uint2 *)((const GLOBAL u16 *)p->a + row * p->a_stride + at);
        words[0] = x.x;
        words[1] = x.y;
#endif
    } else {
        u64 both = load_token_slowly(p->a, row * p->a_stride + at, p->k - at);
        words[0] = (u32)both;
        words[1] = (u32)(both >> 32);
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
