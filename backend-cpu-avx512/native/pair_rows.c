/* Rows of bf16 activations as right operands of tiles, see tiles_bf16.c. */
#include "transpose.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define STEP 32
#define MOST 16

static void sixteen(const char *rows, size_t stride, size_t n, size_t k, char *to) {
    for (size_t at = 0; at < k; at += STEP) {
        __mmask32 mask = k - at < STEP ? (__mmask32)((1u << (k - at)) - 1) : 0xffffffff;
        __m512 v[MOST];
#pragma GCC unroll 16
        for (size_t r = 0; r < MOST; r++)
            v[r] = r < n ? _mm512_castsi512_ps(_mm512_maskz_loadu_epi16(mask, rows + r * stride + at * 2)) : _mm512_setzero_ps();
        transpose16(v);
#pragma GCC unroll 16
        for (size_t p = 0; p < MOST; p++) _mm512_storeu_ps(to + (at / 2 + p) * MOST * 4, v[p]);
    }
}

static void fewer(const char *rows, size_t stride, size_t n, size_t k, char *to, size_t group) {
    memset(to, 0, (k + STEP - 1) / STEP * STEP * group * 2);
    for (size_t r = 0; r < n; r++)
        for (size_t at = 0; at < k; at += 2) memcpy(to + at / 2 * group * 4 + r * 4, rows + r * stride + at * 2, k - at == 1 ? 2 : 4);
}

/*
 * Makes a group of `group` (up to sixteen) rows out of n rows of k numbers, which lie `stride` bytes apart: for each pair of k, the pairs of all rows side by side. Rows that are missing are zero, and so are numbers from k up
 * to a multiple of 32.
 */
void octavo_pair_rows(const char *rows, size_t from, size_t stride, size_t n, size_t k, char *to, size_t target, size_t group) {
    if (group == MOST) sixteen(rows + from, stride, n, k, to + target);
    else fewer(rows + from, stride, n, k, to + target, group);
}
