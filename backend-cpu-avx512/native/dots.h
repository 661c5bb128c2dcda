/*
 * Dot products of activation rows with weight rows, written once for all instruction sets: a file that includes this one defines
 *   VECTOR       accumulators of one dot product
 *   WEIGHTS      what a load of weights gives, ACTIVATIONS what a load of activations gives
 *   STEP         elements of a load
 *   WEIGHT_OFFSET(at)   bytes from a row's begin to the load of element `at`
 *   FEW_COLUMNS  columns at a time for up to three rows: as many as registers hold
 *   ZERO(), LOAD_WEIGHTS(p), LOAD_WEIGHTS_TAIL(p, n), LOAD_ACTIVATIONS(p), LOAD_ACTIVATIONS_TAIL(p, n), MULTIPLY_ADD(sum, a, w), TOTAL(sum)
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

/* Weights come from memory once: while a few rows are multiplied, the next few are brought into the second-level cache. The first one would be full. */
#define PREFETCH(p) __builtin_prefetch(p, 0, 2)

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
#pragma GCC unroll 8
    for (int i = 0; i < M; i++)
#pragma GCC unroll 8
        for (int j = 0; j < N; j++) out[i * ldo + j] = TOTAL(sums[i][j]);
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
        case 1: COLUMNS(1, FEW_COLUMNS); return;
        case 2: COLUMNS(2, FEW_COLUMNS); return;
        case 3: COLUMNS(3, FEW_COLUMNS); return;
        default: break;
    }
    /* Four weight rows stay in the L1 cache while the activations pass by. */
    while (j < n) {
        size_t width = n - j >= 4 ? 4 : 1;
        const char *wj = w + j * ldw;
        size_t i = 0;
        if (width == 4) {
            for (; i + 6 <= m; i += 6) BLOCK(wj, ldw, a + i * lda, lda, out + i * ldo + j, ldo, k, 6, 4, 0);
            const char *ai = a + i * lda;
            float *oi = out + i * ldo + j;
            switch (m - i) {
                case 1: BLOCK(wj, ldw, ai, lda, oi, ldo, k, 1, 4, 0); break;
                case 2: BLOCK(wj, ldw, ai, lda, oi, ldo, k, 2, 4, 0); break;
                case 3: BLOCK(wj, ldw, ai, lda, oi, ldo, k, 3, 4, 0); break;
                case 4: BLOCK(wj, ldw, ai, lda, oi, ldo, k, 4, 4, 0); break;
                case 5: BLOCK(wj, ldw, ai, lda, oi, ldo, k, 5, 4, 0); break;
                default: break;
            }
        } else {
            for (; i < m; i++) BLOCK(wj, ldw, a + i * lda, lda, out + i * ldo + j, ldo, k, 1, 1, 0);
        }
        j += width;
    }
}
