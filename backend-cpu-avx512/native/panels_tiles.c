/*
 * The products of panels_plain.c with tiles, for a multiple of sixteen rows and signed weights: integers are exact and the order of what is done in f32 is the same, and so are the bits. A tile of sums is that of one group of
 * k, since each has scales of its own; so most of the time goes into reading and scaling sums, and what they need is kept small.
 */
#include "panels_first.h"
#include "tiles.h"

#define CONCAT_(a, b, c) a##b##c
#define CONCAT(a, b, c) CONCAT_(a, b, c)
#ifdef TILES_IN_C
#define NAME CONCAT(octavo_tiles_in_c_, GROUPS, HAS_MIN)
#else
#define NAME CONCAT(octavo_tiles_, GROUPS, HAS_MIN)
#endif
#define RUN_BYTES 512
#define GROUP_K (RUN / GROUPS)
#define ROWS TILE_ROWS

/* Sums of two runs are in work at a time: tiles 0 and 1 of the first one's groups, 2 and 3 of the second one's. */
INLINE void configure(void) {
    struct tile_shapes shapes = {0};
    for (int t = 0; t < 4; t++) tile_shape(&shapes, t, ROWS, TILE_BYTES);
    for (int t = 4; t < 6; t++) tile_shape(&shapes, t, ROWS, GROUP_K);
    for (int t = 6; t < 8; t++) tile_shape(&shapes, t, GROUP_K / 4, TILE_BYTES);
    tile_configure(&shapes);
}

#define GROUP_OF(sum, left, right, g, to)                                        \
    tile_zero(sum);                                                             \
    tile_load(left, a + r * RUN + (g) * GROUP_K, lda);                          \
    tile_load(right, weights + r * RUN_BYTES + (g) * GROUP_K * COLUMNS, TILE_BYTES); \
    tile_multiply_s8(sum, left, right);                                         \
    tile_store(sum, to, TILE_BYTES)

/* Starts run r of the first kind or the second. */
INLINE void even(const char *a, size_t lda, const char *weights, size_t r, int32_t (*sums)[ROWS][COLUMNS]) {
    GROUP_OF(0, 4, 6, 0, sums[0]);
#if GROUPS == 2
    GROUP_OF(1, 4, 6, 1, sums[1]);
#endif
}

INLINE void odd(const char *a, size_t lda, const char *weights, size_t r, int32_t (*sums)[ROWS][COLUMNS]) {
    GROUP_OF(2, 5, 7, 0, sums[0]);
#if GROUPS == 2
    GROUP_OF(3, 5, 7, 1, sums[1]);
#endif
}

/* Adds run r to sixteen rows' totals. */
INLINE void add(const char *panel, const char *a, size_t lda, size_t k, size_t r, int32_t (*dots)[ROWS][COLUMNS], __m512 *total) {
    const char *scales = a + ROUND64(k);
    const char *sums = scales + ROUND64(k / RUN * sizeof(float));
    __m512 scale[GROUPS], min[GROUPS];
#pragma GCC unroll 2
    for (int g = 0; g < GROUPS; g++) {
        scale[g] = _mm512_loadu_ps(panel + (r * GROUPS + g) * 64);
        min[g] = HAS_MIN ? _mm512_loadu_ps(panel + (k / RUN * GROUPS + r * GROUPS + g) * 64) : _mm512_setzero_ps();
    }
#pragma GCC unroll 16
    for (int i = 0; i < ROWS; i++) {
        __m512 part = _mm512_setzero_ps();
#pragma GCC unroll 2
        for (int g = 0; g < GROUPS; g++) {
            __m512 f = _mm512_cvtepi32_ps(_mm512_load_si512(dots[g][i]));
            part = g == 0 ? _mm512_mul_ps(f, scale[g]) : _mm512_fmadd_ps(f, scale[g], part);
        }
        total[i] = _mm512_fmadd_ps(part, _mm512_set1_ps(*(const float *)(scales + i * lda + r * 4)), total[i]);
#pragma GCC unroll 2
        for (int g = 0; g < GROUPS; g++)
            if (HAS_MIN) total[i] = _mm512_fmadd_ps(min[g], _mm512_set1_ps(*(const float *)(sums + i * lda + (r * GROUPS + g) * 4)), total[i]);
    }
}

INLINE void sixteen(const char *panel, const char *a, size_t lda, size_t k, float *out, size_t ldo, __mmask16 mask) {
    _Alignas(64) int32_t dots[2][GROUPS][ROWS][COLUMNS];
    const char *weights = panel + k / RUN * GROUPS * 64 * (1 + HAS_MIN);
    const size_t runs = k / RUN;
    __m512 total[ROWS];
#pragma GCC unroll 16
    for (int i = 0; i < ROWS; i++) total[i] = _mm512_setzero_ps();
    even(a, lda, weights, 0, dots[0]);
    for (size_t r = 0; r < runs; r += 2) {
        if (r + 1 < runs) odd(a, lda, weights, r + 1, dots[1]);
        add(panel, a, lda, k, r, dots[0], total);
        if (r + 2 < runs) even(a, lda, weights, r + 2, dots[0]);
        if (r + 1 < runs) add(panel, a, lda, k, r + 1, dots[1], total);
    }
#pragma GCC unroll 16
    for (int i = 0; i < ROWS; i++) _mm512_mask_storeu_ps(out + i * ldo, mask, total[i]);
}

void NAME(const char *panels, size_t panel_bytes, size_t n, const char *a, size_t lda, size_t m, size_t k, float *out, size_t ldo) {
    configure();
    for (size_t j = 0; j < n; j += COLUMNS) {
        __mmask16 mask = n - j < COLUMNS ? (__mmask16)((1u << (n - j)) - 1) : 0xffff;
        for (size_t i = 0; i < m; i += ROWS) sixteen(panels + j / COLUMNS * panel_bytes, a + i * lda, lda, k, out + i * ldo + j, ldo, mask);
    }
    tile_release();
}
