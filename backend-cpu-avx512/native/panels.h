/*
 * Products of 8-bit activations with quantised weights in panels, by integer dot products (VPDPBUSD).
 *
 * A panel holds 16 weight rows (output columns), so that a vector has a lane for each. A cell is 4 consecutive k of all 16: 64 bytes, lane by lane. Eight cells are a run of 32 k, over which a row of
 * activations has one scale. Weights are unsigned numbers q; what they stand for is (q - ZERO) * scale, or q * scale + min, with a scale for each 32 k (GROUPS 1) or 16 k (GROUPS 2).
 *
 * A row of activations (see activations.c) is
 *   int8  a[k rounded up to 64]
 *   float scale[k / 32], rounded up to 64 bytes
 *   int32 correction[k / 32 * GROUPS] = -ZERO * sum of a, or float sum[k / 32 * GROUPS] = scale * sum of a where weights have a min
 *
 * One order of operations for every number of rows: integers are exact, and a column's sum in f32 takes its runs from the front.
 *
 * A file that includes this one defines
 *   NAME               of the function
 *   GROUPS, HAS_MIN    1 or 2; 0 or 1
 *   RUN_AT(p, r)       run r of the panel at p
 *   CELL(q, c)         cell c of the run at q, as unsigned bytes
 *   SCALE(p, r, g)     scales of group g of run r of the panel at p
 *   MIN(p, r, g)       likewise, where HAS_MIN
 *   RUN_BYTES          of a run
 *   MOST               largest byte that a cell has
 *   FROM_MEMORY        whether the weights come from memory, not from a cache
 *   AHEAD              for one row of weights from memory: how many bytes ahead they are asked for
 *
 * Weights from memory are one stream, read front to back, which the processor's own prefetching follows. Asking for more slows that down, unless there is so much to do for a run that it falls asleep: then, and where two
 * panels are multiplied at a time, what comes next is asked for into the second-level cache while the first rows are multiplied.
 */
#include "panel_dots.h"
#include "panels_first.h"

INLINE size_t scales_at(size_t k) { return ROUND64(k); }
INLINE size_t sums_at(size_t k) { return scales_at(k) + ROUND64(k / RUN * sizeof(float)); }

INLINE ints four(const char *p) { /* four activations, in every lane */
    int32_t bits;
    __builtin_memcpy(&bits, p, sizeof bits);
    return i_set(bits);
}

INLINE void JOIN(NAME, _block)(
    const char *panel, size_t panel_bytes, const char *a, size_t lda, float *out, size_t ldo, size_t k, part last, const int M, const int P,
    const size_t ahead) {
    const char *scales = a + scales_at(k);
    const char *sums = a + sums_at(k);
    floats total[ROWS][2];
#pragma GCC unroll 8
    for (int i = 0; i < M; i++)
#pragma GCC unroll 8
        for (int p = 0; p < P; p++) total[i][p] = f_zero();
    const size_t step = panel_bytes / (k / RUN);
    for (size_t r = 0; r < k / RUN; r++) {
        const char *q = RUN_AT(panel, r);
        floats part[ROWS][2];
        if (ahead) {
#pragma GCC unroll 8
            for (int p = 0; p < P; p++)
#pragma GCC unroll 16
                for (int line = 0; line < RUN_BYTES + 64; line += 64) _mm_prefetch(panel + p * panel_bytes + ahead + r * step + line, _MM_HINT_T1);
        }
#pragma GCC unroll 8
        for (int g = 0; g < GROUPS; g++) {
            ints dots[ROWS][2], products[ROWS][2];
#pragma GCC unroll 8
            for (int i = 0; i < M; i++)
#pragma GCC unroll 8
                for (int p = 0; p < P; p++)
                    dots[i][p] = HAS_MIN || CENTRED ? i_zero() : i_set(*(const int32_t *)(sums + i * lda + (r * GROUPS + g) * 4));
#pragma GCC unroll 8
            for (int c = 8 / GROUPS * g; c < 8 / GROUPS * (g + 1); c++) {
                ints w[2];
#pragma GCC unroll 8
                for (int p = 0; p < P; p++) w[p] = CELL(q + p * panel_bytes, c);
#pragma GCC unroll 8
                for (int i = 0; i < M; i++) {
                    ints av = four(a + i * lda + r * RUN + 4 * c);
#pragma GCC unroll 8
                    for (int p = 0; p < P; p++) add_products(&dots[i][p], &products[i][p], w[p], av, c);
                }
            }
#pragma GCC unroll 8
            for (int p = 0; p < P; p++) {
                floats s = SCALE(panel + p * panel_bytes, r, g);
#pragma GCC unroll 8
                for (int i = 0; i < M; i++) {
                    floats d = i_floats(dots[i][p]);
                    part[i][p] = g == 0 ? f_mul(d, s) : f_fma(d, s, part[i][p]);
                }
            }
        }
#pragma GCC unroll 8
        for (int i = 0; i < M; i++) {
            floats s = f_set(*(const float *)(scales + i * lda + r * 4));
#pragma GCC unroll 8
            for (int p = 0; p < P; p++) total[i][p] = f_fma(part[i][p], s, total[i][p]);
        }
        if (HAS_MIN) {
#pragma GCC unroll 8
            for (int g = 0; g < GROUPS; g++)
#pragma GCC unroll 8
                for (int p = 0; p < P; p++) {
                    floats min = MIN(panel + p * panel_bytes, r, g);
#pragma GCC unroll 8
                    for (int i = 0; i < M; i++) {
                        floats s = f_set(*(const float *)(sums + i * lda + (r * GROUPS + g) * 4));
                        total[i][p] = f_fma(min, s, total[i][p]);
                    }
                }
        }
    }
#pragma GCC unroll 8
    for (int i = 0; i < M; i++)
#pragma GCC unroll 8
        for (int p = 0; p < P; p++) f_store_part(out + i * ldo + COLUMNS * p, p == P - 1 ? last : ALL_LANES, total[i][p]);
}

/* All rows with one panel or two; the first rows bring the next ones. */
INLINE void JOIN(NAME, _rows)(
    const char *panel, size_t panel_bytes, const char *a, size_t lda, size_t m, float *out, size_t ldo, size_t k, part last, const int P,
    const size_t ahead) {
    size_t i = 0;
    for (; i + ROWS <= m; i += ROWS)
        JOIN(NAME, _block)(panel, panel_bytes, a + i * lda, lda, out + i * ldo, ldo, k, last, ROWS, P, i == 0 ? ahead : 0);
    const char *ai = a + i * lda;
    float *oi = out + i * ldo;
    switch (m - i) {
        case 1: JOIN(NAME, _block)(panel, panel_bytes, ai, lda, oi, ldo, k, last, 1, P, i == 0 ? ahead : 0); break;
        case 2: JOIN(NAME, _block)(panel, panel_bytes, ai, lda, oi, ldo, k, last, 2, P, i == 0 ? ahead : 0); break;
        case 3: JOIN(NAME, _block)(panel, panel_bytes, ai, lda, oi, ldo, k, last, 3, P, i == 0 ? ahead : 0); break;
#if ROWS > 4
        case 4: JOIN(NAME, _block)(panel, panel_bytes, ai, lda, oi, ldo, k, last, 4, P, i == 0 ? ahead : 0); break;
        case 5: JOIN(NAME, _block)(panel, panel_bytes, ai, lda, oi, ldo, k, last, 5, P, i == 0 ? ahead : 0); break;
#endif
        default: break;
    }
}

/* out[m][n] = a[m][k] * panels^T */
INLINE void JOIN(NAME, _panels)(
    const char *panels, size_t panel_bytes, size_t n, const char *a, size_t lda, size_t m, size_t k, float *out, size_t ldo) {
    size_t j = 0;
    if (m > 1 && PAIRS_OF_PANELS)
        for (; j + COLUMNS < n; j += 2 * COLUMNS) {
            size_t columns = n - j < 2 * COLUMNS ? n - j - COLUMNS : COLUMNS;
            JOIN(NAME, _rows)(panels + j / COLUMNS * panel_bytes, panel_bytes, a, lda, m, out + j, ldo, k, first_lanes(columns), 2,
                FROM_MEMORY ? 2 * panel_bytes : 0);
        }
    for (; j < n; j += COLUMNS) {
        size_t columns = n - j < COLUMNS ? n - j : COLUMNS;
        JOIN(NAME, _rows)(panels + j / COLUMNS * panel_bytes, panel_bytes, a, lda, m, out + j, ldo, k, first_lanes(columns), 1,
            FROM_MEMORY ? AHEAD : 0);
    }
}
