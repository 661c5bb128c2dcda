/* Attention with BF16 dot products: scores of a tile's keys, and sums of its values, by pairs of numbers that lie side by side. */
#include "attention_call.h"
#include "functions.h"
#include "transpose.h"

#define CHUNK 32
#define CHUNK_BYTES 64
#define VECTORS (TILE / 16)
/* Rows whose scores are computed at a time, and rows whose sums are, where keys and values are in pairs in memory. */
#define SCORED 8
#define SUMMED 4

/* Thirty-two f32 numbers as bf16, in place. */
static inline void shorten(float *p) {
    _mm512_storeu_si512(p, (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(p + 16), _mm512_loadu_ps(p)));
}

/* Thirty-two sums of what weave_values() gives, into their order, in place: each quarter of a vector has four of eight neighbours. */
static inline void restore_woven(float *p) {
    __m512i low = _mm512_setr_epi32(0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    struct halves h = two_vectors(p);
    _mm512_storeu_ps(p, _mm512_permutex2var_ps(h.first, low, h.second));
    _mm512_storeu_ps(p + 16, _mm512_permutex2var_ps(h.first, _mm512_add_epi32(low, _mm512_set1_epi32(8)), h.second));
}

INLINE __m512i load(const char *row, int64_t chunk, int64_t dim) {
    const char *p = row + chunk * CHUNK_BYTES;
    return dim - chunk * CHUNK >= CHUNK ? _mm512_loadu_si512(p) : i_load16_first(p, (unsigned)(dim - chunk * CHUNK));
}

/* A chunk of sixteen keys, transposed: vectors of pairs of a head's numbers, a lane for each key. */
INLINE void key_pairs(const struct attention *a, const struct tile *t, const struct tile *next, int half, int64_t chunk, __m512 *v) {
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) {
        v[i] = _mm512_castsi512_ps(load(t->keys[16 * half + i], chunk, a->key_dim));
        ask_for(next->keys[16 * half + i] + chunk * CHUNK_BYTES, CHUNK_BYTES);
    }
    transpose16(v);
}

/* The same for all of a tile, into memory. */
static void transpose_keys(const struct attention *a, const struct tile *t, const struct tile *next, char *to) {
    for (int64_t chunk = 0; chunk * CHUNK < a->key_dim; chunk++)
        for (int half = 0; half < VECTORS; half++) {
            __m512 v[16];
            key_pairs(a, t, next, half, chunk, v);
#pragma GCC unroll 16
            for (int i = 0; i < 16; i++) _mm512_storeu_ps(to + ((chunk * 16 + i) * VECTORS + half) * 64, v[i]);
        }
}

/* A chunk of the values of token i of a tile and of the one behind it: vectors of pairs of theirs. */
INLINE void value_pairs(const struct attention *a, const struct tile *t, const struct tile *next, int64_t i, int64_t chunk, __m512bh *v) {
    __m512i x = load(t->values[i], chunk, a->value_dim), y = load(t->values[i + 1], chunk, a->value_dim);
    v[0] = (__m512bh)_mm512_unpacklo_epi16(x, y);
    v[1] = (__m512bh)_mm512_unpackhi_epi16(x, y);
    ask_for(next->values[i] + chunk * CHUNK_BYTES, CHUNK_BYTES);
    ask_for(next->values[i + 1] + chunk * CHUNK_BYTES, CHUNK_BYTES);
}

/* The same for all of a tile, into memory. */
static void weave_values(const struct attention *a, const struct tile *t, const struct tile *next, char *to) {
    for (int64_t i = t->from / 2 * 2; i < t->to; i += 2)
        for (int64_t chunk = 0; chunk * CHUNK < a->value_dim; chunk++) {
            __m512bh v[2];
            value_pairs(a, t, next, i, chunk, v);
            char *pair = to + i / 2 * a->sum_stride + chunk * 128;
            _mm512_storeu_si512(pair, (__m512i)v[0]);
            _mm512_storeu_si512(pair + 64, (__m512i)v[1]);
        }
}

INLINE __m512bh two_of_all(const void *p) { return (__m512bh)_mm512_set1_epi32(*(const int32_t *)p); }

/* Dot products of R rows with the keys of a tile. */
INLINE void score(const struct attention *a, const char *queries, const char *keys, float (*scores)[TILE], const int R) {
    __m512 sums[SCORED][VECTORS];
#pragma GCC unroll 8
    for (int i = 0; i < R; i++)
#pragma GCC unroll 2
        for (int v = 0; v < VECTORS; v++) sums[i][v] = _mm512_setzero_ps();
    for (int64_t chunk = 0; chunk * CHUNK < a->key_dim; chunk++)
#pragma GCC unroll 1
        for (int pair = 0; pair < CHUNK / 2; pair++) {
            const char *p = keys + (chunk * CHUNK / 2 + pair) * TILE * 4;
            __m512bh k[VECTORS];
#pragma GCC unroll 2
            for (int v = 0; v < VECTORS; v++) k[v] = (__m512bh)_mm512_loadu_si512(p + 64 * v);
#pragma GCC unroll 8
            for (int i = 0; i < R; i++) {
                __m512bh q = two_of_all(queries + i * a->query_stride + chunk * 128 + 4 * pair);
#pragma GCC unroll 2
                for (int v = 0; v < VECTORS; v++) sums[i][v] = _mm512_dpbf16_ps(sums[i][v], q, k[v]);
            }
        }
#pragma GCC unroll 8
    for (int i = 0; i < R; i++)
#pragma GCC unroll 2
        for (int v = 0; v < VECTORS; v++) _mm512_storeu_ps(scores[i] + 16 * v, sums[i][v]);
}

/* The same from keys as they lie in the cache. */
INLINE void score_in_place(
    const struct attention *a, const char *queries, const struct tile *t, const struct tile *next, float (*scores)[TILE], const int R) {
#pragma GCC unroll 1
    for (int half = 0; half < VECTORS; half++) {
        __m512 sums[SCORED];
#pragma GCC unroll 8
        for (int i = 0; i < R; i++) sums[i] = _mm512_setzero_ps();
        for (int64_t chunk = 0; chunk * CHUNK < a->key_dim; chunk++) {
            __m512 k[16];
            key_pairs(a, t, next, half, chunk, k);
#pragma GCC unroll 16
            for (int pair = 0; pair < 16; pair++)
#pragma GCC unroll 8
                for (int i = 0; i < R; i++)
                    sums[i] = _mm512_dpbf16_ps(sums[i], two_of_all(queries + i * a->query_stride + chunk * 128 + 4 * pair), (__m512bh)k[pair]);
        }
#pragma GCC unroll 8
        for (int i = 0; i < R; i++) _mm512_storeu_ps(scores[i] + 16 * half, sums[i]);
    }
}

/*
 * sums += weights * values of tokens [from, to), an even number of them, for R rows and C vectors of columns from byte `at` on; values are in memory in pairs, or `in_place` in the cache.
 */
INLINE void sum_block(
    const struct attention *a, const struct tile *t, const struct tile *next, float (*weights)[TILE], int64_t from, int64_t to, const char *values,
    char *sums, int64_t at, const int R, const int C, const int in_place) {
    __m512 s[SCORED][8];
#pragma GCC unroll 8
    for (int i = 0; i < R; i++)
#pragma GCC unroll 8
        for (int c = 0; c < C; c++) s[i][c] = _mm512_loadu_ps(sums + i * a->sum_stride + at + c * 64);
    for (int64_t pair = from / 2; pair < to / 2; pair++) {
        __m512bh v[8];
        if (in_place) {
#pragma GCC unroll 4
            for (int c = 0; c < C; c += 2) value_pairs(a, t, next, 2 * pair, at / 128 + c / 2, v + c);
        } else {
#pragma GCC unroll 8
            for (int c = 0; c < C; c++) v[c] = (__m512bh)_mm512_loadu_si512(values + pair * a->sum_stride + at + c * 64);
        }
#pragma GCC unroll 8
        for (int i = 0; i < R; i++) {
            __m512bh w = two_of_all((const int32_t *)weights[i] + pair);
#pragma GCC unroll 8
            for (int c = 0; c < C; c++) s[i][c] = _mm512_dpbf16_ps(s[i][c], w, v[c]);
        }
    }
#pragma GCC unroll 8
    for (int i = 0; i < R; i++)
#pragma GCC unroll 8
        for (int c = 0; c < C; c++) _mm512_storeu_ps(sums + i * a->sum_stride + at + c * 64, s[i][c]);
}

INLINE void sum(
    const struct attention *a, const struct tile *t, const struct tile *next, float (*weights)[TILE], int64_t from, int64_t to, const char *values,
    char *sums, const int R, const int in_place) {
    const int C = R > 4 ? 2 : R > 2 ? 4 : 8;
    int64_t at = 0;
    for (; at + 64 * C <= a->sum_stride; at += 64 * C) sum_block(a, t, next, weights, from, to, values, sums, at, R, C, in_place);
    for (; at < a->sum_stride; at += 128) sum_block(a, t, next, weights, from, to, values, sums, at, R, 2, in_place);
}
