/*
 * Products of bf16 weights and activations with tiles. Weights are read where they lie, as the left operand: a tile is 32 k of sixteen weight rows. Activations are brought into the form of the right operand
 * before, by octavo_pair_rows: a group of up to sixteen rows is, for each pair of k, the pairs of all its rows side by side.
 *
 * One order of operations for every number of rows and columns: a sum takes 32 k at a time from the front, as the instruction adds them.
 */
#include "tiles.h"
#include "transpose.h"

#ifdef TILES_IN_C
#define MULTIPLY octavo_dots_bf16_tiles_in_c
#else
#define MULTIPLY octavo_dots_bf16_tiles
#endif
#define TILED static inline __attribute__((always_inline))
#define STEP 32

/* Tiles 0 to 3 are sums: of weights 4 and 5 with activations 6, then 7. */
TILED void configure(size_t group) {
    struct tile_shapes shapes = {0};
    for (int t = 0; t < 4; t++) tile_shape(&shapes, t, TILE_ROWS, 4 * (int)group);
    for (int t = 4; t < 6; t++) tile_shape(&shapes, t, TILE_ROWS, TILE_BYTES);
    for (int t = 6; t < 8; t++) tile_shape(&shapes, t, TILE_ROWS, 4 * (int)group);
    tile_configure(&shapes);
}

/* What is missing of sixteen rows of 32 numbers is zero. */
TILED void stage(char *to, const char *w, size_t ldw, size_t rows, size_t count) {
    __mmask32 mask = count >= STEP ? 0xffffffff : (__mmask32)((1u << count) - 1);
    for (size_t r = 0; r < TILE_ROWS; r++)
        _mm512_storeu_si512(to + r * TILE_BYTES, r < rows ? _mm512_maskz_loadu_epi16(mask, w + r * ldw) : _mm512_setzero_si512());
}

/* Sums of a tile, weight row by weight row, go to output rows, one for each activation row. */
TILED void spread(const float (*sums)[16], size_t weights, size_t activations, float *out, size_t ldo) {
    __mmask16 mask = (__mmask16)((1u << weights) - 1);
    __m512 v[16];
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) v[i] = _mm512_load_ps(sums[i]);
    transpose16(v);
#pragma GCC unroll 16
    for (size_t i = 0; i < 16; i++)
        if (i < activations) _mm512_mask_storeu_ps(out + i * ldo, mask, v[i]);
}

/* Sums of up to 32 weight rows (W 2, or 1 for up to sixteen) with one group of activations or two. */
TILED void block(
    const char *w, size_t ldw, size_t weights, const char *a, size_t pair_bytes, size_t group_bytes, size_t activations, size_t group, float *out,
    size_t ldo, size_t k, const int W, const int G, const int prefetch) {
    _Alignas(64) char staged[2][TILE_ROWS * TILE_BYTES];
    _Alignas(64) float sums[TILE_ROWS][16];
    const size_t above = weights - (W - 1) * TILE_ROWS; /* rows of the last weight tile */
    const char *const second = w + TILE_ROWS * ldw;
    tile_zero(0);
    if (W == 2) tile_zero(1);
    if (G == 2) tile_zero(2);
    if (G == 2 && W == 2) tile_zero(3);
    for (size_t at = 0; at < k; at += STEP) {
        size_t count = k - at < STEP ? k - at : STEP;
        if (prefetch)
            for (size_t r = 0; r < weights; r++) __builtin_prefetch(w + (weights + r) * ldw + at * 2, 0, 2);
        if (count == STEP && (W == 2 || above == TILE_ROWS)) {
            tile_load(4, w + at * 2, ldw);
        } else {
            stage(staged[0], w + at * 2, ldw, W == 2 ? TILE_ROWS : above, count);
            tile_load(4, staged[0], TILE_BYTES);
        }
        if (W == 2) {
            if (count == STEP && above == TILE_ROWS) {
                tile_load(5, second + at * 2, ldw);
            } else {
                stage(staged[1], second + at * 2, ldw, above, count);
                tile_load(5, staged[1], TILE_BYTES);
            }
        }
        tile_load(6, a + at / 2 * pair_bytes, pair_bytes);
        tile_multiply_bf16(0, 4, 6);
        if (W == 2) tile_multiply_bf16(1, 5, 6);
        if (G == 2) {
            tile_load(7, a + group_bytes + at / 2 * pair_bytes, pair_bytes);
            tile_multiply_bf16(2, 4, 7);
            if (W == 2) tile_multiply_bf16(3, 5, 7);
        }
    }
    const size_t first = activations < group ? activations : group;
    const size_t low = W == 2 ? TILE_ROWS : above;
    tile_store(0, sums, TILE_BYTES);
    spread(sums, low, first, out, ldo);
    if (W == 2) {
        tile_store(1, sums, TILE_BYTES);
        spread(sums, above, first, out + TILE_ROWS, ldo);
    }
    if (G == 2) {
        tile_store(2, sums, TILE_BYTES);
        spread(sums, low, activations - group, out + group * ldo, ldo);
        if (W == 2) {
            tile_store(3, sums, TILE_BYTES);
            spread(sums, above, activations - group, out + group * ldo + TILE_ROWS, ldo);
        }
    }
}

/* All activations with up to 32 weight rows. The first ones bring the next weights into the second-level cache. */
TILED void columns(
    const char *w, size_t ldw, size_t weights, const char *a, size_t pair_bytes, size_t group_bytes, size_t m, float *out, size_t ldo, size_t k,
    const int W) {
    const size_t group = pair_bytes / 4;
    size_t i = 0;
    for (; m - i > group; i += 2 * group) {
        size_t rows = m - i < 2 * group ? m - i : 2 * group;
        block(w, ldw, weights, a + i / group * group_bytes, pair_bytes, group_bytes, rows, group, out + i * ldo, ldo, k, W, 2, i == 0);
        if (rows < 2 * group) return;
    }
    if (i < m) block(w, ldw, weights, a + i / group * group_bytes, pair_bytes, group_bytes, m - i, group, out + i * ldo, ldo, k, W, 1, i == 0);
}

/*
 * out[m][n] = a[m][k] * w[n][k]^T, each from a byte offset on, strides in bytes. Activations are groups of pair_bytes / 4 rows (the last one may have fewer), group_bytes apart.
 */
void MULTIPLY(
    const char *w, size_t w_offset, size_t ldw, size_t n, const char *a, size_t a_offset, size_t pair_bytes, size_t group_bytes, size_t m, size_t k,
    char *to, size_t out_offset, size_t out_stride) {
    w += w_offset;
    a += a_offset;
    float *out = (float *)(to + out_offset);
    const size_t ldo = out_stride / sizeof(float);
    configure(pair_bytes / 4);
    for (size_t j = 0; j < n; j += 2 * TILE_ROWS) {
        size_t weights = n - j < 2 * TILE_ROWS ? n - j : 2 * TILE_ROWS;
        if (weights > TILE_ROWS) columns(w + j * ldw, ldw, weights, a, pair_bytes, group_bytes, m, out + j, ldo, k, 2);
        else columns(w + j * ldw, ldw, weights, a, pair_bytes, group_bytes, m, out + j, ldo, k, 1);
    }
    tile_release();
}
