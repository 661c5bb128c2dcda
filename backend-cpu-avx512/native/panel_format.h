/*
 * The functions of one quantised format. A file that includes this one defines
 *   FORMAT             its name in small letters
 *   BITS, GROUPS, HAS_MIN, ZERO        see panels.h and panel_bits.h
 *   BLOCK              weights of a block of the file, 32 or 256; BLOCK_BYTES its size
 *   TABLE              optional: sixteen bytes that nibbles stand for; MOST the largest of them
 *   number(b, r, at)   number `at` of run r of the block at b
 * and, for blocks of 32,
 *   scale_bits(b), min_bits(b)         of 16 bits: f16, or bf16 where BF16_SCALES is defined
 * or, for blocks of 256, whose scales are products,
 *   scale_bits(b), min_bits(b)         f16, the second one with its sign as it is added
 *   inner_scale(b, i), inner_min(b, i) signed bytes, i counts groups
 */
#define NAME JOIN(octavo_, FORMAT)
#include "panel_bits.h"

#define RUNS (BLOCK / 32)
#define HALVES (32 * (1 + HAS_MIN))
#define HEAD (HALVES + (BLOCK == 32 ? 0 : 16 * RUNS * GROUPS * (1 + HAS_MIN)))

/* A panel is units, each the scales of 64 or 256 k and then their runs, so that it is read front to back. The last unit may have 32 k. */
#define UNIT (BLOCK == 32 ? 64 : 256)
#define UNIT_RUNS (UNIT / RUN)
#define UNIT_HEAD ROUND64(HEAD * UNIT / BLOCK)
#define UNIT_BYTES (UNIT_HEAD + UNIT_RUNS * RUN_BYTES)
#define UNIT_OF(p, r) ((p) + (r) / UNIT_RUNS * UNIT_BYTES)
#define RUN_AT(p, r) (UNIT_OF(p, r) + UNIT_HEAD + (r) % UNIT_RUNS * RUN_BYTES)
#define HEAD_OF(p, r) (UNIT_OF(p, r) + (r) % UNIT_RUNS / RUNS * HEAD)

INLINE floats JOIN(NAME, _wide)(const char *p) {
#ifdef BF16_SCALES
    return f_of_bf16(p);
#else
    return f_of_f16(p);
#endif
}

/* Of group i of a block whose head is at h; `min` 0 or 1. Products of f16 and a byte are exact in f32. */
INLINE floats JOIN(NAME, _factor)(const char *h, int i, const int min) {
    floats outer = JOIN(NAME, _wide)(h + 32 * min);
    if (BLOCK == 32) return outer;
    const char *inner = h + HALVES + 16 * (RUNS * GROUPS * min + i);
    return f_mul(outer, f_of_bytes(_mm_loadu_si128((const __m128i *)inner)));
}

#define FACTOR(p, r, g, min) JOIN(NAME, _factor)(HEAD_OF(p, r), (int)((r) % RUNS) * GROUPS + (g), min)
#define SCALE(p, r, g) FACTOR(p, r, g, 0)
#define MIN(p, r, g) FACTOR(p, r, g, 1)
#ifdef TABLE
#define CELL(q, c) i_look_up(_mm_setr_epi8(TABLE), JOIN(NAME, _cell)(q, c))
#else
#define CELL(q, c) JOIN(NAME, _cell)(q, c)
#endif
#ifndef MOST
#define MOST ((1 << BITS) - 1)
#endif
#define FROM_MEMORY 1
#define AHEAD (BLOCK == 32 ? 0 : 8192)
#include "panels.h"

size_t SET(JOIN(NAME, _panel_bytes))(size_t k) { return k / UNIT * UNIT_BYTES + (k % UNIT ? UNIT_HEAD + RUN_BYTES : 0); }

/* How rows of activations have to be made. */
int SET(JOIN(NAME, _groups))(void) { return GROUPS; }
int SET(JOIN(NAME, _zero))(void) { return HAS_MIN ? 0 : ZERO; }

/* Puts n rows of a file into the columns of a panel from `column` on; they were zero. */
void SET(JOIN(NAME, _pack))(
    const char *rows, size_t from, size_t row_bytes, size_t n, size_t k, char *panels, size_t to, size_t column) {
    char *panel = panels + to;
    for (size_t j = column; j < column + n; j++)
        for (size_t s = 0; s < k / BLOCK; s++) {
            const unsigned char *b = (const unsigned char *)rows + from + (j - column) * row_bytes + s * BLOCK_BYTES;
            char *h = HEAD_OF(panel, s * RUNS);
            uint16_t bits = scale_bits(b);
            __builtin_memcpy(h + 2 * j, &bits, sizeof bits);
#if HAS_MIN
            bits = min_bits(b);
            __builtin_memcpy(h + 32 + 2 * j, &bits, sizeof bits);
#endif
#if BLOCK != 32
            for (int i = 0; i < RUNS * GROUPS; i++) {
                h[HALVES + 16 * i + j] = (char)inner_scale(b, i);
#if HAS_MIN
                h[HALVES + 16 * (RUNS * GROUPS + i) + j] = (char)inner_min(b, i);
#endif
            }
#endif
            for (int r = 0; r < RUNS; r++)
                for (int at = 0; at < RUN; at++)
                    JOIN(NAME, _put)((unsigned char *)RUN_AT(panel, s * RUNS + r), (int)j, at, number(b, r, at));
        }
}

/* One panel with a byte for each weight, `zero` taken off, and scales in f32, as panels_plain.c and panels_tiles.c take it. */
INLINE void JOIN(NAME, _unpack)(const char *panel, size_t k, int zero, char *to) {
    const ints off = i_set_bytes(zero);
    size_t groups = k / RUN * GROUPS;
    char *bytes = to + groups * 64 * (1 + HAS_MIN);
    for (size_t r = 0; r < k / RUN; r++) {
        const char *q = RUN_AT(panel, r);
#pragma GCC unroll 8
        for (int c = 0; c < 8; c++) i_store(bytes + r * 512 + 64 * c, i_sub_bytes(CELL(q, c), off));
#pragma GCC unroll 2
        for (int g = 0; g < GROUPS; g++) {
            f_store(to + (r * GROUPS + g) * 64, SCALE(panel, r, g));
#if HAS_MIN
            f_store(to + (groups + r * GROUPS + g) * 64, MIN(panel, r, g));
#endif
        }
    }
}

/*
 * Up to so many rows, a panel is multiplied as it is: with four or eight bits always. Others are worth unpacking once where more rows share them. Tiles take sixteen rows, and signed weights, whose products need no correction;
 * the rows that are left are multiplied as they would be without tiles.
 */
#define DIRECT_ROWS (BITS == 8 || BITS == 4 ? SIZE_MAX : 32)
#define TILE_ROWS 16

/* Products with such panels: with vectors and, beside AVX-512, with tiles and with tiles in plain C. */
#define PLAIN(prefix) JOIN(JOIN(prefix, GROUPS), HAS_MIN)
typedef void plain_product(const char *panels, size_t panel_bytes, size_t n, const char *a, size_t lda, size_t m, size_t k, float *out, size_t ldo);
plain_product SET(PLAIN(octavo_plain_));
#ifdef __AVX512F__
plain_product PLAIN(octavo_tiles_), PLAIN(octavo_tiles_in_c_);
#define PRODUCT(tiles) ((tiles) == 0 ? SET(PLAIN(octavo_plain_)) : (tiles) == 1 ? PLAIN(octavo_tiles_) : PLAIN(octavo_tiles_in_c_))
#else
#define PRODUCT(tiles) SET(PLAIN(octavo_plain_))
#endif

/* out[m][n] = a[m][k] * panels^T; `scratch` has room for two panels of 8 bits. `tiles`: 0 none, 1 those of the processor, 2 in plain C; bits are the same. */
void SET(JOIN(NAME, _multiply))(
    const char *panels, size_t from, size_t panel_bytes, size_t n, const char *a, size_t a_offset, size_t lda, size_t m, size_t k, char *to,
    size_t out_offset, size_t out_stride, char *scratch, size_t scratch_offset, int tiles) {
    panels += from;
    a += a_offset;
    scratch += scratch_offset;
    float *out = (float *)(to + out_offset);
    size_t ldo = out_stride / sizeof(float);
    const size_t shared = tiles ? m / TILE_ROWS * TILE_ROWS : m <= DIRECT_ROWS ? 0 : m;
    if (shared < m) JOIN(NAME, _panels)(panels, panel_bytes, n, a + shared * lda, lda, m - shared, k, out + shared * ldo, ldo);
    if (shared == 0) return;
    plain_product *product = PRODUCT(tiles);
    size_t plain = k / RUN * (512 + 64 * GROUPS * (1 + HAS_MIN));
    for (size_t j = 0; j < n; j += 2 * COLUMNS) {
        size_t columns = n - j < 2 * COLUMNS ? n - j : 2 * COLUMNS;
        JOIN(NAME, _unpack)(panels + j / COLUMNS * panel_bytes, k, tiles ? ZERO : 0, scratch);
        if (columns > COLUMNS) JOIN(NAME, _unpack)(panels + (j / COLUMNS + 1) * panel_bytes, k, tiles ? ZERO : 0, scratch + plain);
        product(scratch, plain, columns, a, lda, shared, k, out + j, ldo);
    }
}
