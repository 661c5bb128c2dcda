/*
 * Dot products of activation rows with weight rows, written once for all instruction sets: a file that includes this one defines
 *   VECTOR       accumulators of one dot product
 *   WEIGHTS      what a load of weights gives, ACTIVATIONS what a load of activations gives
 *   STEP         elements of a load, and STEP_VECTORS the registers that they take
 *   WEIGHT_OFFSET(at)   bytes from a row's begin to the load of element `at`
 *   ZERO(), LOAD_WEIGHTS(p), LOAD_WEIGHTS_TAIL(p, n), LOAD_ACTIVATIONS(p), LOAD_ACTIVATIONS_TAIL(p, n), MULTIPLY_ADD(sum, a, w), TOTAL(sum)
 *   SHORT_K      optional: up to so many k, one row of activations goes through one weight row after the other
 *   ACTIVATION   element type
 *   NAME         of the function
 *
 * One order of operations for every number of rows and columns: a dot product has one accumulator vector that goes through k from the front, and TOTAL adds up its lanes. So the result of a row
 * depends on no other row.
 */
#include "across.h"

#define BLOCK JOIN(NAME, _block)
#ifndef SHORT_K
#define SHORT_K 0
#endif

/* Rows and columns at a time: as many as registers hold sums for. Up to three rows have more columns. */
#ifdef __AVX512F__
#define MANY_ROWS 6
#define MANY_COLUMNS 4
#define FEW_COLUMNS(rows) (STEP_VECTORS == 1 ? 8 : 4)
#else
#define MANY_ROWS 3
#define MANY_COLUMNS 2
#define FEW_COLUMNS(rows) ((rows) == 1 && STEP_VECTORS == 1 ? 4 : 2)
#endif

/* Weights come from memory once: while a few rows are multiplied, the next few are brought into the second-level cache. The first one would be full. */
#define PREFETCH(p) __builtin_prefetch(p, 0, 2)

INLINE void BLOCK(
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
        floats totals = f_totals_of_quarters(four);
#pragma GCC unroll 4
        for (int q = 0; q < 4; q++)
            if (first + q < quarters) _mm_storeu_ps(out + (first + q) / (N / 4) * ldo + (first + q) % (N / 4) * 4, f_quarter(totals, q));
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
            COLUMNS(1, FEW_COLUMNS(1));
            return;
        case 2: COLUMNS(2, FEW_COLUMNS(2)); return;
        case 3: COLUMNS(3, FEW_COLUMNS(3)); return;
        default: break;
    }
    /* A few rows of activations stay in the first-level cache while the weights pass by; the first ones bring these into the second-level cache. */
    for (size_t i = 0; i < m;) {
        const size_t rows = m - i < MANY_ROWS ? m - i : MANY_ROWS;
        const char *ai = a + i * lda;
        float *oi = out + i * ldo;
        j = 0;
        for (; j + MANY_COLUMNS <= n; j += MANY_COLUMNS) {
            const char *wj = w + j * ldw;
            switch (rows) {
                case 1: BLOCK(wj, ldw, ai, lda, oi + j, ldo, k, 1, MANY_COLUMNS, 0); break;
                case 2: BLOCK(wj, ldw, ai, lda, oi + j, ldo, k, 2, MANY_COLUMNS, 0); break;
#if MANY_ROWS > 3
                case 3: BLOCK(wj, ldw, ai, lda, oi + j, ldo, k, 3, MANY_COLUMNS, 0); break;
                case 4: BLOCK(wj, ldw, ai, lda, oi + j, ldo, k, 4, MANY_COLUMNS, i == 0); break;
                case 5: BLOCK(wj, ldw, ai, lda, oi + j, ldo, k, 5, MANY_COLUMNS, i == 0); break;
#endif
                default: BLOCK(wj, ldw, ai, lda, oi + j, ldo, k, MANY_ROWS, MANY_COLUMNS, i == 0); break;
            }
        }
        for (; j < n; j++)
            for (size_t r = 0; r < rows; r++) BLOCK(w + j * ldw, ldw, ai + r * lda, lda, oi + r * ldo + j, ldo, k, 1, 1, 0);
        i += rows;
    }
}
