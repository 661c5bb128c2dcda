/*
 * Products of bf16 weights and activations with tiles. A tile of weights, 32 k of sixteen rows, is the left operand. Activations are brought into the form of the right operand before, by octavo_pair_rows: a group of up to sixteen
 * rows is, for each pair of k, the pairs of all its rows side by side.
 *
 * Two tiles of weights meet two groups of activations: four tiles come from a cache for four products, which is as much as a second-level cache can give. Where so few rows share the weights that these are passed by once, they are
 * read where they lie. Otherwise a piece of 32 rows is copied, tile by tile, and multiplied with all activations before the next piece: it stays in the first-level cache, where rows as they lie would fall on a few of its sets
 * and, in files, begin somewhere in a cache line. Sums wait in memory meanwhile.
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
#define STEP_BYTES (2 * TILE_ROWS * TILE_BYTES) /* two tiles */
#define STEPS 8 /* of a piece; its weights, as many activations, and sums are 40 KiB */
#define SUMS_BYTES (4 * TILE_ROWS * 16 * sizeof(float))

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

/* Weights as tiles: the rows of one lie `stride` bytes apart, a second one `second` bytes behind it, those of the next 32 k `step` bytes further. */
struct weights {
    const char *tiles;
    size_t stride, second, step;
};

/* Copies up to eight steps of up to 32 rows; k that are missing are zero, rows too. */
TILED struct weights copy(const char *w, size_t ldw, size_t rows, size_t k, char *to) {
    for (size_t at = 0; at < k; at += STEP)
        for (size_t first = 0; first < rows; first += TILE_ROWS) {
            size_t left = rows - first < TILE_ROWS ? rows - first : TILE_ROWS;
            stage(to + at / STEP * STEP_BYTES + first * TILE_BYTES, w + first * ldw + at * 2, ldw, left, k - at);
        }
    return (struct weights){to, TILE_BYTES, TILE_ROWS * TILE_BYTES, STEP_BYTES};
}

/* What is multiplied later: `bytes` more of it are brought into the second-level cache with each step. */
struct later {
    const char *at;
    size_t bytes;
};

/* Adds some steps to the sums of one tile of weights or two with one group of activations or two; sums come from memory or from nothing, and go to memory. */
TILED void block(
    struct weights w, const char *a, size_t pair_bytes, size_t group_bytes, size_t steps, float *sums, const int start, struct later later, const int W,
    const int G) {
    if (start) {
        tile_zero(0);
        if (W == 2) tile_zero(1);
        if (G == 2) tile_zero(2);
        if (G == 2 && W == 2) tile_zero(3);
    } else {
        tile_load(0, sums, TILE_BYTES);
        if (W == 2) tile_load(1, sums + 256, TILE_BYTES);
        if (G == 2) tile_load(2, sums + 512, TILE_BYTES);
        if (G == 2 && W == 2) tile_load(3, sums + 768, TILE_BYTES);
    }
    for (size_t s = 0; s < steps; s++) {
        for (size_t line = 0; line < later.bytes; line += TILE_BYTES) __builtin_prefetch(later.at + s * later.bytes + line, 0, 2);
        tile_load(4, w.tiles + s * w.step, w.stride);
        tile_load(6, a + s * (STEP / 2) * pair_bytes, pair_bytes);
        tile_multiply_bf16(0, 4, 6);
        if (W == 2) {
            tile_load(5, w.tiles + w.second + s * w.step, w.stride);
            tile_multiply_bf16(1, 5, 6);
        }
        if (G == 2) {
            tile_load(7, a + group_bytes + s * (STEP / 2) * pair_bytes, pair_bytes);
            tile_multiply_bf16(2, 4, 7);
            if (W == 2) tile_multiply_bf16(3, 5, 7);
        }
    }
    tile_store(0, sums, TILE_BYTES);
    if (W == 2) tile_store(1, sums + 256, TILE_BYTES);
    if (G == 2) tile_store(2, sums + 512, TILE_BYTES);
    if (G == 2 && W == 2) tile_store(3, sums + 768, TILE_BYTES);
}

/* Up to 32 weight rows and all activations; `scratch` has room for a piece of weights and behind it for the sums of all. */
TILED void columns(
    const char *w, size_t ldw, size_t weights, const char *a, size_t pair_bytes, size_t group_bytes, size_t m, float *out, size_t ldo, size_t k,
    char *scratch, const int W) {
    const size_t group = pair_bytes / 4, pairs = (m + 2 * group - 1) / (2 * group);
    const size_t low = weights < TILE_ROWS ? weights : TILE_ROWS;
    const int in_place = pairs == 1 && weights == (size_t)W * TILE_ROWS;
    float *const sums = (float *)(scratch + STEPS * STEP_BYTES);
    /* As far behind these rows as they are long: in the order in which they lie, which is one stream for memory and not 32. */
    const char *next = w + weights * ldw;
    const size_t next_bytes = weights * ldw / ((k + STEP - 1) / STEP) / pairs;
    for (size_t at = 0, steps; at < k; at += steps * STEP) {
        const int whole = in_place && k - at >= STEP;
        steps = whole ? (k - at) / STEP : (k - at + STEP - 1) / STEP;
        if (!whole && steps > STEPS) steps = STEPS;
        struct weights tiles = {w + at * 2, ldw, TILE_ROWS * ldw, TILE_BYTES};
        if (!whole) tiles = copy(w + at * 2, ldw, weights, steps * STEP < k - at ? steps * STEP : k - at, scratch);
        for (size_t p = 0; p < pairs; p++) {
            const char *ap = a + 2 * p * group_bytes + at / 2 * pair_bytes;
            float *sp = sums + p * SUMS_BYTES / sizeof(float);
            const struct later later = {next, next_bytes};
            next += steps * next_bytes;
            const size_t left = m - 2 * p * group;
            if (left > group) block(tiles, ap, pair_bytes, group_bytes, steps, sp, at == 0, later, W, 2);
            else block(tiles, ap, pair_bytes, group_bytes, steps, sp, at == 0, later, W, 1);
            if (at + steps * STEP < k) continue;
            float *op = out + 2 * p * group * ldo;
            for (size_t g = 0; g < 2 && g * group < left; g++) {
                size_t rows = left - g * group < group ? left - g * group : group;
                spread((const float (*)[16])(sp + 512 * g), low, rows, op + g * group * ldo, ldo);
                if (W == 2) spread((const float (*)[16])(sp + 512 * g + 256), weights - TILE_ROWS, rows, op + g * group * ldo + TILE_ROWS, ldo);
            }
        }
    }
}

/*
 * out[m][n] = a[m][k] * w[n][k]^T, each from a byte offset on, strides in bytes. Activations are groups of pair_bytes / 4 rows (the last one may have fewer), group_bytes apart. `scratch`, at a multiple of 64, has 16 KiB and
 * 4 KiB for each two groups.
 */
void MULTIPLY(
    const char *w, size_t w_offset, size_t ldw, size_t n, const char *a, size_t a_offset, size_t pair_bytes, size_t group_bytes, size_t m, size_t k,
    char *to, size_t out_offset, size_t out_stride, char *scratch, size_t scratch_offset) {
    w += w_offset;
    a += a_offset;
    scratch += scratch_offset;
    float *out = (float *)(to + out_offset);
    const size_t ldo = out_stride / sizeof(float);
    configure(pair_bytes / 4);
    for (size_t j = 0; j < n; j += 2 * TILE_ROWS) {
        size_t weights = n - j < 2 * TILE_ROWS ? n - j : 2 * TILE_ROWS;
        if (weights > TILE_ROWS) columns(w + j * ldw, ldw, weights, a, pair_bytes, group_bytes, m, out + j, ldo, k, scratch, 2);
        else columns(w + j * ldw, ldw, weights, a, pair_bytes, group_bytes, m, out + j, ldo, k, scratch, 1);
    }
    tile_release();
}
