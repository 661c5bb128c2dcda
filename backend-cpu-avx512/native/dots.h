/*
 * Dot products of activation rows with weight rows, written once for all instruction sets: a file that includes this one defines
 *   VECTOR       accumulators of one dot product
 *   WEIGHTS      what a load of weights gives, ACTIVATIONS what a load of activations gives
 *   STEP         elements of a load
 *   WEIGHT_OFFSET(at)   bytes from a row's begin to the load of element `at`
 *   FEW_COLUMNS  columns at a time for up to three rows: as many as registers hold
 *   ZERO(), LOAD_WEIGHTS(p), LOAD_WEIGHTS_TAIL(p, n), LOAD_ACTIVATIONS(p), LOAD_ACTIVATIONS_TAIL(p, n), MULTIPLY_ADD(sum, a, w), TOTAL(sum)
 *   SHORT_K      optional: up to so many k, one row of activations goes through one weight row after the other
 *   ACTIVATION   element type
 *   NAME         of the function
 *
 * One order of operations for every number of rows and columns: a dot product has one accumulator vector that goes through k from the front, and TOTAL adds up its lanes. So the result of a row
 * depends on no other row.
 */
#include <stddef.h>
#include <stdint.h>

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define BLOCK JOIN(NAME, _block)
#ifndef SHORT_K
#define SHORT_K 0
#endif

/* Weights come from memory once: while a few rows are multiplied, the next few are brought into the second-level cache. The first one would be full. */
#define PREFETCH(p) __builtin_prefetch(p, 0, 2)

/* Lane 4 q + c is the sum of the lanes of v[q][c], added in TOTAL's order: halves, quarters, pairs, the two that are left. A third of the operations of sixteen TOTALs. */
static inline __attribute__((always_inline)) __m512 sixteen_totals(__m512 v[4][4]) {
    __m512 quarters[4];
#pragma GCC unroll 4
    for (int c = 0; c < 4; c++) {
        __m512 low = _mm512_add_ps(_mm512_shuffle_f32x4(v[0][c], v[1][c], 0x44), _mm512_shuffle_f32x4(v[0][c], v[1][c], 0xee));
        __m512 high = _mm512_add_ps(_mm512_shuffle_f32x4(v[2][c], v[3][c], 0x44), _mm512_shuffle_f32x4(v[2][c], v[3][c], 0xee));
        quarters[c] = _mm512_add_ps(_mm512_shuffle_f32x4(low, high, 0x88), _mm512_shuffle_f32x4(low, high, 0xdd));
    }
    __m512 pairs[2];
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++) {
        __m512d x = _mm512_castps_pd(quarters[2 * i]), y = _mm512_castps_pd(quarters[2 * i + 1]);
        pairs[i] = _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(x, y)), _mm512_castpd_ps(_mm512_unpackhi_pd(x, y)));
    }
    return _mm512_add_ps(_mm512_shuffle_ps(pairs[0], pairs[1], 0x88), _mm512_shuffle_ps(pairs[0], pairs[1], 0xdd));
}

static inline __attribute__((always_inline)) void BLOCK(
    const char *w, size_t ldw, const char *a, size_t lda, float *out, size_t ldo, size_t k, const int M, const int N, const int prefetch) {
    VECTOR sums[8][8];
#pragma GCC unroll 8
    for (int i = 0; i < M; i++)
#pragma GCC unroll 8
        for (int j = 0; j < N; j++) sums[i][j] = ZERO();
    size_t whole = k - k % STEP;
    size_t at = 0;
    for (; at < whole; at += STEP) {
        WEIGHTS wv[8];
#pragma GCC unroll 8
        for (int j = 0; j < N; j++) {
            const char *p = w + j * ldw + WEIGHT_OFFSET(at);
            if (prefetch) PREFETCH(p + N * ldw);
            wv[j] = LOAD_WEIGHTS(p);
        }
#pragma GCC unroll 8
        for (int i = 0; i < M; i++) {
            ACTIVATIONS av = LOAD_ACTIVATIONS(a + i * lda + at * sizeof(ACTIVATION));
#pragma GCC unroll 8
            for (int j = 0; j < N; j++) sums[i][j] = MULTIPLY_ADD(sums[i][j], av, wv[j]);
        }
    }
    if (at < k) {
        int rest = (int)(k - at);
        WEIGHTS wv[8];
#pragma GCC unroll 8
        for (int j = 0; j < N; j++) wv[j] = LOAD_WEIGHTS_TAIL(w + j * ldw + WEIGHT_OFFSET(at), rest);
#pragma GCC unroll 8
        for (int i = 0; i < M; i++) {
            ACTIVATIONS av = LOAD_ACTIVATIONS_TAIL(a + i * lda + at * sizeof(ACTIVATION), rest);
#pragma GCC unroll 8
            for (int j = 0; j < N; j++) sums[i][j] = MULTIPLY_ADD(sums[i][j], av, wv[j]);
        }
    }
    if (N % 4 != 0) {
#pragma GCC unroll 8
        for (int i = 0; i < M; i++)
#pragma GCC unroll 8
            for (int j = 0; j < N; j++) out[i * ldo + j] = TOTAL(sums[i][j]);
        return;
    }
    /* Quarter q is columns 4 (q % (N / 4)) and on of row q / (N / 4). */
    const int quarters = M * N / 4;
#pragma GCC unroll 4
    for (int first = 0; first < quarters; first += 4) {
        VECTOR four[4][4];
#pragma GCC unroll 4
        for (int q = 0; q < 4; q++)
#pragma GCC unroll 4
            for (int c = 0; c < 4; c++) four[q][c] = first + q < quarters ? sums[(first + q) / (N / 4)][(first + q) % (N / 4) * 4 + c] : ZERO();
        __m512 totals = sixteen_totals(four);
#pragma GCC unroll 4
        for (int q = 0; q < 4; q++)
            if (first + q < quarters) _mm_storeu_ps(out + (first + q) / (N / 4) * ldo + (first + q) % (N / 4) * 4, _mm512_extractf32x4_ps(totals, q));
    }
}

#define COLUMNS(M, N)                                                                             \
    for (; j + N <= n; j += N) BLOCK(w + j * ldw, ldw, a, lda, out + j, ldo, k, M, N, M <= 3);     \
    for (; j < n; j++) BLOCK(w + j * ldw, ldw, a, lda, out + j, ldo, k, M, 1, M <= 3)

/* out[m][n] = a[m][k] * w[n][k]^T, each from a byte offset on; strides in bytes. */
void NAME(
    const char *w, size_t w_offset, size_t ldw, size_t n, const char *a, size_t a_offset, size_t lda, size_t m, size_t k, char *to,
    size_t out_offset, size_t out_stride) {
    w += w_offset;
    a += a_offset;
    float *out = (float *)(to + out_offset);
    const size_t ldo = out_stride / sizeof(float);
    size_t j = 0;
    switch (m) {
        case 0: return;
        case 1:
            /* Front to back, the processor's own prefetching brings weights in fastest; along a long row, one sum would be waited for. */
            if (k <= SHORT_K) {
                for (; j < n; j++) BLOCK(w + j * ldw, ldw, a, lda, out + j, ldo, k, 1, 1, 0);
                return;
            }
            COLUMNS(1, FEW_COLUMNS);
            return;
        case 2: COLUMNS(2, FEW_COLUMNS); return;
        case 3: COLUMNS(3, FEW_COLUMNS); return;
        default: break;
    }
    /* Up to six rows of activations stay in the first-level cache while the weights pass by; the first ones bring these into the second-level cache. */
    for (size_t i = 0; i < m;) {
        const size_t rows = m - i < 6 ? m - i : 6;
        const char *ai = a + i * lda;
        float *oi = out + i * ldo;
        j = 0;
        for (; j + 4 <= n; j += 4) {
            const char *wj = w + j * ldw;
            switch (rows) {
                case 1: BLOCK(wj, ldw, ai, lda, oi + j, ldo, k, 1, 4, 0); break;
                case 2: BLOCK(wj, ldw, ai, lda, oi + j, ldo, k, 2, 4, 0); break;
                case 3: BLOCK(wj, ldw, ai, lda, oi + j, ldo, k, 3, 4, 0); break;
                case 4: BLOCK(wj, ldw, ai, lda, oi + j, ldo, k, 4, 4, i == 0); break;
                case 5: BLOCK(wj, ldw, ai, lda, oi + j, ldo, k, 5, 4, i == 0); break;
                default: BLOCK(wj, ldw, ai, lda, oi + j, ldo, k, 6, 4, i == 0); break;
            }
        }
        for (; j < n; j++)
            for (size_t r = 0; r < rows; r++) BLOCK(w + j * ldw, ldw, ai + r * lda, lda, oi + r * ldo + j, ldo, k, 1, 1, 0);
        i += rows;
    }
}
