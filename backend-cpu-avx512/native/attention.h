/*
 * Attention of a few rows (queries of one sequence, query heads that share a key/value head) over the keys of that sequence, which lie in blocks somewhere in the cache and are read there.
 * Written once for all types and instruction sets: a file that includes this one defines
 *   NAME          of the function
 *   CHUNK_BYTES   of 32 numbers in the cache
 *   KEYS          what a load of 32 numbers of a key gives; QUERIES the same of a query
 *   LOAD_KEYS(p), LOAD_KEYS_TAIL(p, n), LOAD_QUERIES(p), MULTIPLY_ADD(sum, q, k)
 *   LOAD_VALUES(p), LOAD_VALUES_TAIL(p, n)   give struct halves, in f32; or, with PAIRS, 32 numbers as they are in memory
 *   ARRANGE(p)    brings 32 f32 numbers of a query into the order of keys, in place
 *   RESTORE(p)    brings 32 f32 numbers from the order of LOAD_VALUES, or of weave(), into their own, in place
 *   PAIRS         where weights are rounded to bf16, and they and values of two tokens multiplied at a time
 *   FACTOR        where loads give less than the number by that power of two
 *   SCALED        where rows have a scale: a key's goes into its score, a value's into its weight
 *
 * A row's result depends on its query and the cache only. Keys are taken in tiles that start at multiples of TILE; a score is one vector of 16 sums through the head, added up in one order; a
 * row's largest score changes once per tile; sums over keys have one accumulator per column and go through the keys in their order. Keys that a row does not see are left out, not weighted with zero.
 */
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#include "functions.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define LOCAL(name) JOIN(NAME, name)
#define INLINE static inline __attribute__((always_inline))
#define TILE 32
#ifndef FACTOR
#define FACTOR 1.f
#endif

/* One call, filled by NativeAttentionTask in this order. Places in scratch memory are in bytes from this struct on, strides in bytes. */
struct attention {
    int64_t rows, heads;               /* row = query * heads + head */
    int64_t first_position, length;    /* of the first query; tokens of the sequence */
    int64_t causal, window;            /* a query sees keys up to its own position, if window > 0 only so many */
    int64_t first_key, end_key;        /* that any row sees */
    int64_t key_dim, value_dim;
    int64_t keys_at, values_at;        /* in the cache: rows of this head in block 0 of this layer */
    int64_t key_row, value_row;        /* bytes from row to row */
    int64_t key_scales_at, value_scales_at; /* in the cache: scales of those rows, f32, where they have some */
    int64_t block_bytes, block_size, blocks;
    int64_t table_at;                  /* I32 numbers of this sequence's blocks */
    int64_t query_at, query_stride;    /* f32, padded with zeros to 32 numbers */
    int64_t sum_at, sum_stride;        /* f32, room up to a multiple of 32 numbers; on return the result */
    int64_t slope_at, largest_at, weight_at; /* f32 per row: ALiBi slope; largest score and sum of weights before the first key */
    int64_t alibi;
    float scale, soft_cap;
};

/* Where the keys and values of a tile lie; those that are not to be read have the address of one that is. */
struct tile {
    int64_t from, to;
    const char *keys[TILE], *values[TILE];
#ifdef SCALED
    float key_scales[TILE], value_scales[TILE];
#endif
};

/* Returns 0, or 1 + the column of the block table whose number is none of a block. */
static int64_t LOCAL(_find)(const struct attention *a, const char *cache, const int32_t *table, int64_t tile, struct tile *t) {
    t->from = a->first_key > tile ? a->first_key - tile : 0;
    t->to = a->end_key - tile < TILE ? a->end_key - tile : TILE;
    int64_t column = (tile + t->from) / a->block_size;
    int64_t inside = (tile + t->from) % a->block_size;
    const char *block = cache;
    for (int64_t i = t->from, fresh = 1; i < t->to; i++) {
        if (fresh) {
            if (table[column] < 0 || table[column] >= a->blocks) return 1 + column;
            block = cache + table[column] * a->block_bytes;
        }
        t->keys[i] = block + a->keys_at + inside * a->key_row;
        t->values[i] = block + a->values_at + inside * a->value_row;
        inside++;
        fresh = inside == a->block_size;
        if (fresh) {
            inside = 0;
            column++;
        }
    }
    for (int64_t i = 0; i < TILE; i++) {
        if (i >= t->from && i < t->to) continue;
        t->keys[i] = t->keys[t->from];
        t->values[i] = t->values[t->from];
    }
    return 0;
}

#ifdef SCALED
INLINE void LOCAL(_copy)(float *to, const char *from, int64_t count) {
    for (int64_t i = 0; i < count; i += 16) {
        __mmask16 m = (__mmask16)(count - i < 16 ? (1u << (count - i)) - 1 : 0xffff);
        _mm512_mask_storeu_ps(to + i, m, _mm512_maskz_loadu_ps(m, from + 4 * i));
    }
}

/* Brings the scales of a tile together, or asks for them. */
static void LOCAL(_scales)(const struct attention *a, int64_t tile, struct tile *t, const int ask) {
    if (!ask) {
#pragma GCC unroll 4
        for (int i = 0; i < TILE; i += 16) {
            _mm512_storeu_ps(t->key_scales + i, _mm512_setzero_ps());
            _mm512_storeu_ps(t->value_scales + i, _mm512_setzero_ps());
        }
    }
    int64_t inside = (tile + t->from) % a->block_size;
    for (int64_t i = t->from, count; i < t->to; i += count, inside = 0) {
        count = a->block_size - inside < t->to - i ? a->block_size - inside : t->to - i;
        const char *block = t->keys[i] - a->keys_at - inside * a->key_row;
        const char *keys = block + a->key_scales_at + 4 * inside, *values = block + a->value_scales_at + 4 * inside;
        if (ask) {
            __builtin_prefetch(keys, 0, 2);
            __builtin_prefetch(values, 0, 2);
        } else {
            LOCAL(_copy)(t->key_scales + i, keys, count);
            LOCAL(_copy)(t->value_scales + i, values, count);
        }
    }
}
#endif

/* Into the second-level cache: more lines can be under way there, which doubles what comes from blocks that lie scattered. */
INLINE void LOCAL(_prefetch)(const char *p) {
#pragma GCC unroll 2
    for (int b = 0; b < CHUNK_BYTES; b += 64) __builtin_prefetch(p + b, 0, 2);
}

/* Dot products of R rows with 16 / R keys. */
INLINE void LOCAL(_score_block)(
    const char *const *keys, const char *const *next, const char *q, size_t ldq, size_t dim, float *scores, const int R, const int prefetch) {
    const int K = 16 / R;
    __m512 sums[16];
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) sums[i] = _mm512_setzero_ps();
    size_t c = 0;
    for (; c < dim / 32; c++) {
        QUERIES qs[4];
#pragma GCC unroll 4
        for (int i = 0; i < R; i++) qs[i] = LOAD_QUERIES(q + i * ldq + c * 128);
#pragma GCC unroll 16
        for (int j = 0; j < K; j++) {
            KEYS k = LOAD_KEYS(keys[j] + c * CHUNK_BYTES);
            if (prefetch) LOCAL(_prefetch)(next[j] + c * CHUNK_BYTES);
#pragma GCC unroll 4
            for (int i = 0; i < R; i++) sums[i * K + j] = MULTIPLY_ADD(sums[i * K + j], qs[i], k);
        }
    }
    if (dim % 32) {
#pragma GCC unroll 16
        for (int j = 0; j < K; j++) {
            KEYS k = LOAD_KEYS_TAIL(keys[j] + c * CHUNK_BYTES, dim % 32);
#pragma GCC unroll 4
            for (int i = 0; i < R; i++) sums[i * K + j] = MULTIPLY_ADD(sums[i * K + j], LOAD_QUERIES(q + i * ldq + c * 128), k);
        }
    }
    __m512 totals = f_totals16(sums);
    if (R == 1) _mm512_storeu_ps(scores, totals);
    if (R == 2) {
        _mm256_storeu_ps(scores, _mm512_castps512_ps256(totals));
        _mm256_storeu_ps(scores + TILE, _mm512_extractf32x8_ps(totals, 1));
    }
    if (R == 4) {
        _mm_storeu_ps(scores, _mm512_castps512_ps128(totals));
        _mm_storeu_ps(scores + TILE, _mm512_extractf32x4_ps(totals, 1));
        _mm_storeu_ps(scores + 2 * TILE, _mm512_extractf32x4_ps(totals, 2));
        _mm_storeu_ps(scores + 3 * TILE, _mm512_extractf32x4_ps(totals, 3));
    }
}

#ifdef PAIRS
/* As below; weights are bf16. Tokens 2 i and 2 i + 1 of a tile are a pair; one that is not to be read counts as zero. */
INLINE void LOCAL(_sum_block)(
    const char *const *values, const char *const *next, const float *weights, int64_t from, int64_t to, size_t offset, char *sum, size_t lds,
    size_t tail, const int R, const int C, const int prefetch) {
    __m512 s[4][8];
#pragma GCC unroll 4
    for (int i = 0; i < R; i++)
#pragma GCC unroll 8
        for (int c = 0; c < 2 * C; c++) s[i][c] = _mm512_loadu_ps(sum + i * lds + c * 64);
    for (int64_t t = from & ~(int64_t)1; t < to; t += 2) {
        __m512bh w[4];
#pragma GCC unroll 4
        for (int i = 0; i < R; i++) w[i] = (__m512bh)_mm512_set1_epi32(((const int32_t *)(weights + i * TILE))[t / 2]);
        const __mmask32 first = t >= from ? 0xffffffff : 0, second = t + 1 < to ? 0xffffffff : 0;
#pragma GCC unroll 4
        for (int c = 0; c < C; c++) {
            const size_t at = offset + c * CHUNK_BYTES;
            __m512i x = tail ? LOAD_VALUES_TAIL(values[t] + at, tail) : LOAD_VALUES(values[t] + at);
            __m512i y = tail ? LOAD_VALUES_TAIL(values[t + 1] + at, tail) : LOAD_VALUES(values[t + 1] + at);
            if (prefetch) {
                LOCAL(_prefetch)(next[t] + at);
                LOCAL(_prefetch)(next[t + 1] + at);
            }
            struct pairs p = weave(_mm512_maskz_mov_epi16(first, x), _mm512_maskz_mov_epi16(second, y));
#pragma GCC unroll 4
            for (int i = 0; i < R; i++) {
                s[i][2 * c] = _mm512_dpbf16_ps(s[i][2 * c], w[i], p.first);
                s[i][2 * c + 1] = _mm512_dpbf16_ps(s[i][2 * c + 1], w[i], p.second);
            }
        }
    }
#pragma GCC unroll 4
    for (int i = 0; i < R; i++)
#pragma GCC unroll 8
        for (int c = 0; c < 2 * C; c++) _mm512_storeu_ps(sum + i * lds + c * 64, s[i][c]);
}
#else
/* sums += weights * values for R rows and C chunks of columns, or the `tail` columns of one last chunk. */
INLINE void LOCAL(_sum_block)(
    const char *const *values, const char *const *next, const float *weights, int64_t from, int64_t to, size_t offset, char *sum, size_t lds,
    size_t tail, const int R, const int C, const int prefetch) {
    __m512 s[4][8];
#pragma GCC unroll 4
    for (int i = 0; i < R; i++)
#pragma GCC unroll 8
        for (int c = 0; c < 2 * C; c++) s[i][c] = _mm512_loadu_ps(sum + i * lds + c * 64);
    for (int64_t t = from; t < to; t++) {
        __m512 w[4];
#pragma GCC unroll 4
        for (int i = 0; i < R; i++) w[i] = _mm512_set1_ps(weights[i * TILE + t]);
#pragma GCC unroll 4
        for (int c = 0; c < C; c++) {
            const char *p = values[t] + offset + c * CHUNK_BYTES;
            struct halves v = tail ? LOAD_VALUES_TAIL(p, tail) : LOAD_VALUES(p);
            if (prefetch) LOCAL(_prefetch)(next[t] + offset + c * CHUNK_BYTES);
#pragma GCC unroll 4
            for (int i = 0; i < R; i++) {
                s[i][2 * c] = _mm512_fmadd_ps(w[i], v.first, s[i][2 * c]);
                s[i][2 * c + 1] = _mm512_fmadd_ps(w[i], v.second, s[i][2 * c + 1]);
            }
        }
    }
#pragma GCC unroll 4
    for (int i = 0; i < R; i++)
#pragma GCC unroll 8
        for (int c = 0; c < 2 * C; c++) _mm512_storeu_ps(sum + i * lds + c * 64, s[i][c]);
}

#endif

INLINE void LOCAL(_sum)(
    const struct attention *a, const struct tile *t, const struct tile *next, const float *weights, int64_t from, int64_t to, char *sum,
    const int R, const int prefetch) {
    const int C = R == 4 ? 2 : 4;
    const size_t whole = a->value_dim / 32;
    size_t c = 0;
    for (; c + C <= whole; c += C)
        LOCAL(_sum_block)(t->values, next->values, weights, from, to, c * CHUNK_BYTES, sum + c * 128, a->sum_stride, 0, R, C, prefetch);
    for (; c < whole; c++)
        LOCAL(_sum_block)(t->values, next->values, weights, from, to, c * CHUNK_BYTES, sum + c * 128, a->sum_stride, 0, R, 1, prefetch);
    if (a->value_dim % 32)
        LOCAL(_sum_block)(
            t->values, next->values, weights, from, to, c * CHUNK_BYTES, sum + c * 128, a->sum_stride, a->value_dim % 32, R, 1, 0);
}

/* Turns a row's scores of keys [from, to) of a tile into weights relative to the largest score so far, and brings the row's sums to that. */
static void LOCAL(_weigh)(
    const struct attention *a, const struct tile *t, float *scores, int64_t from, int64_t to, float slope, int64_t distance, float *largest, float *weight, char *sum) {
    const __m512 none = _mm512_set1_ps(-__builtin_inff());
    const uint32_t seen = (uint32_t)(((uint64_t)1 << to) - ((uint64_t)1 << from));
    __m512 s[TILE / 16], top = none;
#pragma GCC unroll 4
    for (int v = 0; v < TILE / 16; v++) {
        __mmask16 m = (__mmask16)(seen >> (16 * v));
        s[v] = _mm512_loadu_ps(scores + 16 * v);
#ifdef SCALED
        s[v] = _mm512_mul_ps(s[v], _mm512_loadu_ps(t->key_scales + 16 * v));
#endif
        s[v] = _mm512_mul_ps(s[v], _mm512_set1_ps(a->scale * FACTOR));
        if (a->soft_cap != 0) s[v] = soft_cap16(s[v], a->soft_cap);
        if (a->alibi) s[v] = _mm512_add_ps(s[v], _mm512_mul_ps(_mm512_set1_ps(slope), steps16(distance + 16 * v)));
        s[v] = _mm512_mask_blend_ps(m, none, s[v]);
        top = _mm512_max_ps(top, s[v]);
    }
    (void)t;
    float now = _mm512_reduce_max_ps(top);
    now = now > *largest ? now : *largest;
    __m512 total = _mm512_setzero_ps();
#pragma GCC unroll 4
    for (int v = 0; v < TILE / 16; v++) {
        __m512 p = exp16(_mm512_sub_ps(s[v], _mm512_set1_ps(now)));
        p = _mm512_maskz_mov_ps((__mmask16)(seen >> (16 * v)), p);
        total = _mm512_add_ps(total, p);
#ifdef SCALED
        p = _mm512_mul_ps(p, _mm512_loadu_ps(t->value_scales + 16 * v));
#endif
        _mm512_storeu_ps(scores + 16 * v, p);
    }
#ifdef PAIRS
    shorten(scores);
#endif
    if (now != *largest) {
        __m512 factor = exp16(_mm512_set1_ps(*largest - now));
        *weight *= _mm512_cvtss_f32(factor);
        for (int64_t c = 0; c < 4 * a->value_dim; c += 128) scale_two(sum + c, factor);
        *largest = now;
    }
    *weight += _mm512_reduce_add_ps(total);
}

/* R rows and the keys of one tile. */
INLINE void LOCAL(_rows)(
    const struct attention *a, char *scratch, int64_t row, int64_t tile, const struct tile *t, const struct tile *next, const int R,
    const int prefetch) {
    float scores[4 * TILE];
    int64_t from[4], to[4], least = TILE, most = 0, alike = 1;
    for (int i = 0; i < R; i++) {
        int64_t position = a->first_position + (row + i) / a->heads;
        int64_t first = a->window > 0 && position - a->window + 1 > tile ? position - a->window + 1 - tile : 0;
        int64_t end = (a->causal ? position + 1 : a->length) - tile;
        from[i] = first;
        to[i] = end < TILE ? end : TILE;
        if (from[i] >= to[i]) from[i] = to[i] = 0;
        else {
            least = from[i] < least ? from[i] : least;
            most = to[i] > most ? to[i] : most;
        }
        alike &= from[i] == from[0] && to[i] == to[0];
    }
    const int K = 16 / R;
    const char *q = scratch + a->query_at + row * a->query_stride;
    for (int64_t j = least / K * K; j < most; j += K)
        LOCAL(_score_block)(t->keys + j, next->keys + j, q, a->query_stride, a->key_dim, scores + j, R, prefetch);
    char *sum = scratch + a->sum_at + row * a->sum_stride;
    float *largest = (float *)(scratch + a->largest_at) + row;
    float *weight = (float *)(scratch + a->weight_at) + row;
    const float *slope = (const float *)(scratch + a->slope_at) + row;
    for (int i = 0; i < R; i++) {
        if (from[i] == to[i]) continue;
        int64_t distance = tile - a->first_position - (row + i) / a->heads;
        LOCAL(_weigh)(a, t, scores + i * TILE, from[i], to[i], slope[i], distance, largest + i, weight + i, sum + i * a->sum_stride);
    }
    if (alike) {
        LOCAL(_sum)(a, t, next, scores, from[0], to[0], sum, R, prefetch);
    } else {
        for (int i = 0; i < R; i++) LOCAL(_sum)(a, t, next, scores + i * TILE, from[i], to[i], sum + i * a->sum_stride, 1, 0);
    }
}

static void LOCAL(_tile)(const struct attention *a, char *scratch, int64_t tile, const struct tile *t, const struct tile *next) {
    int64_t row = 0;
    /* The first rows ask for the next tile, in which the others will find it too. */
    if (a->rows >= 4) LOCAL(_rows)(a, scratch, 0, tile, t, next, 4, 1), row = 4;
    else if (a->rows >= 2) LOCAL(_rows)(a, scratch, 0, tile, t, next, 2, 1), row = 2;
    else LOCAL(_rows)(a, scratch, 0, tile, t, next, 1, 1), row = 1;
    for (; row + 4 <= a->rows; row += 4) LOCAL(_rows)(a, scratch, row, tile, t, next, 4, 0);
    if (row + 2 <= a->rows) LOCAL(_rows)(a, scratch, row, tile, t, next, 2, 0), row += 2;
    if (row < a->rows) LOCAL(_rows)(a, scratch, row, tile, t, next, 1, 0);
}

/* Returns 0, or 1 + the column of the block table whose number is none of a block. */
int64_t NAME(const char *cache, const char *tables, char *scratch) {
    const struct attention *a = (const struct attention *)scratch;
    const int32_t *table = (const int32_t *)(tables + a->table_at);
    for (int64_t row = 0; row < a->rows; row++)
        for (int64_t c = 0; c < a->key_dim; c += 32) ARRANGE((float *)(scratch + a->query_at + row * a->query_stride) + c);
    struct tile tiles[2];
    int64_t tile = a->first_key - a->first_key % TILE;
    int64_t wrong = LOCAL(_find)(a, cache, table, tile, &tiles[0]);
    if (wrong) return wrong;
    for (int at = 0; tile < a->end_key; tile += TILE, at ^= 1) {
        const struct tile *next = &tiles[at];
        if (tile + TILE < a->end_key) {
            wrong = LOCAL(_find)(a, cache, table, tile + TILE, &tiles[at ^ 1]);
            if (wrong) return wrong;
            next = &tiles[at ^ 1];
#ifdef SCALED
            LOCAL(_scales)(a, tile + TILE, &tiles[at ^ 1], 1);
#endif
        }
#ifdef SCALED
        LOCAL(_scales)(a, tile, &tiles[at], 0);
#endif
        LOCAL(_tile)(a, scratch, tile, &tiles[at], next);
    }
    const float *weights = (const float *)(scratch + a->weight_at);
    for (int64_t row = 0; row < a->rows; row++) {
        const __m512 factor = _mm512_set1_ps(weights[row] > 0 ? FACTOR / weights[row] : 0);
        for (int64_t c = 0; c < a->value_dim; c += 32) {
            float *p = (float *)(scratch + a->sum_at + row * a->sum_stride) + c;
            scale_two(p, factor);
            RESTORE(p);
        }
    }
    return 0;
}
