/*
 * Attention of a few rows (queries of one sequence, query heads that share a key/value head) over the keys of that sequence, which lie in blocks somewhere in the cache and are read there.
 * Written once for all types that are multiplied in f32: a file that includes this one defines
 *   NAME          of the function
 *   CHUNK_BYTES   of 32 numbers in the cache
 *   KEYS          what a load of 32 numbers of a key gives; QUERIES the same of a query
 *   LOAD_KEYS(p), LOAD_KEYS_TAIL(p, n), LOAD_QUERIES(p), MULTIPLY_ADD(sum, q, k)
 *   LOAD_VALUES(p), LOAD_VALUES_TAIL(p, n)   give struct halves, in f32
 *   ARRANGE(p)    brings 32 f32 numbers of a query into the order of keys, in place
 *   RESTORE(p)    brings 32 f32 numbers from the order of LOAD_VALUES into their own, in place
 *   FACTOR        where loads give less than the number by that power of two
 *   SCALED        where rows have a scale: a key's goes into its score, a value's into its weight
 *
 * A row's result depends on its query and the cache only. Keys are taken in tiles that start at multiples of TILE; a score is one vector of 16 sums through the head, added up in one order; a
 * row's largest score changes once per tile; sums over keys have one accumulator per column and go through the keys in their order. Keys that a row does not see are left out, not weighted with zero.
 */
#include "attention_call.h"
#include "functions.h"

#define LOCAL(name) JOIN(NAME, name)
#ifndef FACTOR
#define FACTOR 1.f
#endif

/* Sums of scores at a time; rows of sums over values, and chunks of their columns: as many as registers hold. */
#ifdef __AVX512F__
#define SUMS 16
#define SUMMED_ROWS 4
#define SUMMED_CHUNKS(rows) ((rows) == 4 ? 2 : 4)
#else
#define SUMS 4
#define SUMMED_ROWS 2
#define SUMMED_CHUNKS(rows) ((rows) == 2 ? 1 : 2)
#endif

#ifdef SCALED
INLINE void LOCAL(_copy)(float *to, const char *from, int64_t count) {
    for (int64_t i = 0; i < count; i += 16) {
        part n = first_lanes((size_t)(count - i));
        f_store_part(to + i, n, f_load_part(from + 4 * i, n));
    }
}

/* Brings the scales of a tile together, or asks for them. */
static void LOCAL(_scales)(const struct attention *a, int64_t tile, struct tile *t, const int ask) {
    if (!ask) {
#pragma GCC unroll 4
        for (int i = 0; i < TILE; i += 16) {
            f_store(t->key_scales + i, f_zero());
            f_store(t->value_scales + i, f_zero());
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

/* Dot products of R rows with SUMS / R keys. */
INLINE void LOCAL(_score_block)(
    const char *const *keys, const char *const *next, const char *q, size_t ldq, size_t dim, float *scores, const int R, const int prefetch) {
    const int K = SUMS / R;
    floats sums[SUMS];
#pragma GCC unroll 16
    for (int i = 0; i < SUMS; i++) sums[i] = f_zero();
    size_t c = 0;
    for (; c < dim / 32; c++) {
        QUERIES qs[4];
#pragma GCC unroll 4
        for (int i = 0; i < R; i++) qs[i] = LOAD_QUERIES(q + i * ldq + c * 128);
#pragma GCC unroll 16
        for (int j = 0; j < K; j++) {
            KEYS k = LOAD_KEYS(keys[j] + c * CHUNK_BYTES);
            if (prefetch) ask_for(next[j] + c * CHUNK_BYTES, CHUNK_BYTES);
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
    f_store_totals(sums, scores, TILE, R);
}

/* sums += weights * values for R rows and C chunks of columns, or the `tail` columns of one last chunk. */
INLINE void LOCAL(_sum_block)(
    const char *const *values, const char *const *next, const float *weights, int64_t from, int64_t to, size_t offset, char *sum, size_t lds,
    size_t tail, const int R, const int C, const int prefetch) {
    floats s[4][8];
#pragma GCC unroll 4
    for (int i = 0; i < R; i++)
#pragma GCC unroll 8
        for (int c = 0; c < 2 * C; c++) s[i][c] = f_load(sum + i * lds + c * 64);
    for (int64_t t = from; t < to; t++) {
        floats w[4];
#pragma GCC unroll 4
        for (int i = 0; i < R; i++) w[i] = f_set(weights[i * TILE + t]);
#pragma GCC unroll 4
        for (int c = 0; c < C; c++) {
            const char *p = values[t] + offset + c * CHUNK_BYTES;
            struct halves v = tail ? LOAD_VALUES_TAIL(p, tail) : LOAD_VALUES(p);
            if (prefetch) ask_for(next[t] + offset + c * CHUNK_BYTES, CHUNK_BYTES);
#pragma GCC unroll 4
            for (int i = 0; i < R; i++) {
                s[i][2 * c] = f_fma(w[i], v.first, s[i][2 * c]);
                s[i][2 * c + 1] = f_fma(w[i], v.second, s[i][2 * c + 1]);
            }
        }
    }
#pragma GCC unroll 4
    for (int i = 0; i < R; i++)
#pragma GCC unroll 8
        for (int c = 0; c < 2 * C; c++) f_store(sum + i * lds + c * 64, s[i][c]);
}

INLINE void LOCAL(_sum_rows)(
    const struct attention *a, const struct tile *t, const struct tile *next, const float *weights, int64_t from, int64_t to, char *sum,
    const int R, const int prefetch) {
    const int C = SUMMED_CHUNKS(R);
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

INLINE void LOCAL(_sum)(
    const struct attention *a, const struct tile *t, const struct tile *next, const float *weights, int64_t from, int64_t to, char *sum,
    const int R, const int prefetch) {
    const int M = R < SUMMED_ROWS ? R : SUMMED_ROWS;
#pragma GCC unroll 4
    for (int i = 0; i < R; i += M) LOCAL(_sum_rows)(a, t, next, weights + i * TILE, from, to, sum + i * a->sum_stride, M, i == 0 && prefetch);
}

/* Turns a row's scores of the keys of a tile that it sees into weights relative to the largest score so far, and brings the row's sums to that. */
static void LOCAL(_weigh)(
    const struct attention *a, const struct tile *t, float *scores, struct seen seen, float slope, int64_t distance, float *largest, float *weight, char *sum) {
    const floats none = f_set(-__builtin_inff());
    const uint32_t keys = (uint32_t)(((uint64_t)1 << seen.to) - ((uint64_t)1 << seen.from));
    floats s[TILE / 16], top = none;
#pragma GCC unroll 4
    for (int v = 0; v < TILE / 16; v++) {
        s[v] = f_load(scores + 16 * v);
#ifdef SCALED
        s[v] = f_mul(s[v], f_load(t->key_scales + 16 * v));
#endif
        s[v] = f_mul(s[v], f_set(a->scale * FACTOR));
        if (a->soft_cap != 0) s[v] = soft_cap16(s[v], a->soft_cap);
        if (a->alibi) s[v] = f_add(s[v], f_mul(f_set(slope), steps16(distance + 16 * v)));
        s[v] = f_choose(lanes_of_bits(keys >> (16 * v)), s[v], none);
        top = f_max(top, s[v]);
    }
    (void)t;
    float now = f_most(top);
    now = now > *largest ? now : *largest;
    floats total = f_zero();
#pragma GCC unroll 4
    for (int v = 0; v < TILE / 16; v++) {
        floats p = exp16(f_sub(s[v], f_set(now)));
        p = f_only(lanes_of_bits(keys >> (16 * v)), p);
        total = f_add(total, p);
#ifdef SCALED
        p = f_mul(p, f_load(t->value_scales + 16 * v));
#endif
        f_store(scores + 16 * v, p);
    }
    if (now != *largest) {
        floats factor = exp16(f_set(*largest - now));
        *weight *= f_first(factor);
        for (int64_t c = 0; c < 4 * a->value_dim; c += 128) scale_two(sum + c, factor);
        *largest = now;
    }
    *weight += f_total(total);
}

/* The same for a row of scratch memory; for none of the keys, nothing. */
INLINE void LOCAL(_weigh_row)(const struct attention *a, char *scratch, int64_t row, int64_t tile, const struct tile *t, struct seen seen, float *scores) {
    if (seen.from == seen.to) return;
    const float slope = ((const float *)(scratch + a->slope_at))[row];
    float *largest = (float *)(scratch + a->largest_at) + row, *weight = (float *)(scratch + a->weight_at) + row;
    LOCAL(_weigh)(a, t, scores, seen, slope, tile - a->first_position - row / a->heads, largest, weight, scratch + a->sum_at + row * a->sum_stride);
}

/* R rows and the keys of one tile. */
INLINE void LOCAL(_rows)(
    const struct attention *a, char *scratch, int64_t row, int64_t tile, const struct tile *t, const struct tile *next, const int R,
    const int prefetch) {
    float scores[4 * TILE];
    struct seen seen[4];
    int64_t least = TILE, most = 0, alike = 1;
    for (int i = 0; i < R; i++) {
        seen[i] = keys_seen(a, row + i, tile);
        if (seen[i].from < seen[i].to) {
            least = seen[i].from < least ? seen[i].from : least;
            most = seen[i].to > most ? seen[i].to : most;
        }
        alike &= seen[i].from == seen[0].from && seen[i].to == seen[0].to;
    }
    const int K = SUMS / R;
    const char *q = scratch + a->query_at + row * a->query_stride;
    for (int64_t j = least / K * K; j < most; j += K)
        LOCAL(_score_block)(t->keys + j, next->keys + j, q, a->query_stride, a->key_dim, scores + j, R, prefetch);
    for (int i = 0; i < R; i++) LOCAL(_weigh_row)(a, scratch, row + i, tile, t, seen[i], scores + i * TILE);
    char *sum = scratch + a->sum_at + row * a->sum_stride;
    if (alike) {
        LOCAL(_sum)(a, t, next, scores, seen[0].from, seen[0].to, sum, R, prefetch);
    } else {
        for (int i = 0; i < R; i++) LOCAL(_sum)(a, t, next, scores + i * TILE, seen[i].from, seen[i].to, sum + i * a->sum_stride, 1, 0);
    }
}

/* All rows and the keys of one tile. */
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

#define UNIT 1.f
#include "attention_loop.h"
