/*
 * Attention over a bf16 cache with queries and weights in bf16, by BF16 dot products, which add the products of two neighbours to a sum. The keys of a tile are transposed, so that a sum is a key's and goes through the head two numbers
 * at a time; values of two tokens lie side by side. Both is done once for all rows. A key that one row sees and another one does not has weight zero there.
 */
#include "attention_call.h"
#include "functions.h"
#include "transpose.h"

#define NAME octavo_attention_bf16_avx512bf16
#define LOG2_E 1.44269504f
#define FACTOR 1.f
#define UNIT LOG2_E
#define LOCAL(name) octavo_attention_bf16_avx512bf16##name
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

/* 2^x within 2^-18 of it, subnormal results included; 2^-infinity is 0, 2^NaN NaN: enough for weights that become bf16. */
static inline __m512 exp2_16(__m512 x) {
    x = _mm512_max_ps(_mm512_set1_ps(-150.f), x); /* gives its second operand where that is NaN */
    __m512 n = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m512 r = _mm512_sub_ps(x, n);
    __m512 p = _mm512_fmadd_ps(r, _mm512_set1_ps(9.58285e-3f), _mm512_set1_ps(5.590643e-2f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(2.4024099e-1f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(6.9312419e-1f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.f));
    return _mm512_scalef_ps(p, n);
}

/* Of eight vectors, row i's total or largest lies in lane 4 (i % 4) + 2 (i / 4) and beside it. */
#define ROW_OF_LANE _mm512_setr_epi32(0, 0, 4, 4, 1, 1, 5, 5, 2, 2, 6, 6, 3, 3, 7, 7)
#define LANE_OF_ROW _mm512_setr_epi32(0, 4, 8, 12, 2, 6, 10, 14, 0, 4, 8, 12, 2, 6, 10, 14)
#define FOLD(name, op)                                                                                                      \
    INLINE __m512 name(const __m512 *v) {                                                                                   \
        __m512 a[4], b[2];                                                                                                  \
        _Pragma("GCC unroll 4") for (int i = 0; i < 4; i++)                                                                 \
            a[i] = op(_mm512_shuffle_f32x4(v[2 * i], v[2 * i + 1], 0x44), _mm512_shuffle_f32x4(v[2 * i], v[2 * i + 1], 0xee)); \
        _Pragma("GCC unroll 2") for (int i = 0; i < 2; i++)                                                                 \
            b[i] = op(_mm512_shuffle_f32x4(a[2 * i], a[2 * i + 1], 0x88), _mm512_shuffle_f32x4(a[2 * i], a[2 * i + 1], 0xdd)); \
        __m512d x = _mm512_castps_pd(b[0]), y = _mm512_castps_pd(b[1]);                                                     \
        __m512 c = op(_mm512_castpd_ps(_mm512_unpacklo_pd(x, y)), _mm512_castpd_ps(_mm512_unpackhi_pd(x, y)));             \
        return op(c, _mm512_permute_ps(c, 0xb1));                                                                           \
    }
FOLD(largest_of, _mm512_max_ps)
FOLD(total_of, _mm512_add_ps)

/*
 * Turns scores of R rows and a tile into weights in bf16, relative to the largest score so far, and brings the rows' sums to that. `whole`: all rows see all keys. Largest scores are kept as exponents of two.
 */
INLINE void weigh(
    const struct attention *a, char *scratch, int64_t row, int64_t tile, const struct seen *seen, float (*scores)[TILE], const int R, const int whole) {
    const __m512 none = _mm512_set1_ps(-__builtin_inff()), scale = _mm512_set1_ps(a->scale), in_twos = _mm512_set1_ps(LOG2_E);
    const __mmask16 all = (__mmask16)((1u << R) - 1);
    const __m512 both = _mm512_set1_ps(a->scale * LOG2_E);
    __m512 s[SCORED][VECTORS], top[SCORED];
#pragma GCC unroll 8
    for (int i = 0; i < SCORED; i++) {
        top[i] = none;
        if (i >= R) continue;
#pragma GCC unroll 2
        for (int v = 0; v < VECTORS; v++) {
            __m512 x = _mm512_loadu_ps(scores[i] + 16 * v);
            if (a->soft_cap != 0 || a->alibi) {
                x = _mm512_mul_ps(x, scale);
                if (a->soft_cap != 0) x = soft_cap16(x, a->soft_cap);
                if (a->alibi) {
                    const float slope = ((const float *)(scratch + a->slope_at))[row + i];
                    x = _mm512_add_ps(x, _mm512_mul_ps(_mm512_set1_ps(slope), steps16(tile - a->first_position - (row + i) / a->heads + 16 * v)));
                }
                x = _mm512_mul_ps(x, in_twos);
            } else {
                x = _mm512_mul_ps(x, both);
            }
            s[i][v] = whole ? x : _mm512_mask_mov_ps(none, keys_mask(seen[i], v), x);
        }
        top[i] = _mm512_max_ps(s[i][0], s[i][1]);
    }
    float *largest = (float *)(scratch + a->largest_at) + row, *weight = (float *)(scratch + a->weight_at) + row;
    const __m512 before = _mm512_permutexvar_ps(ROW_OF_LANE, _mm512_mask_loadu_ps(none, all, largest));
    const __m512 now = _mm512_max_ps(largest_of(top), before);
    float nows[16];
    _mm512_storeu_ps(nows, now);
    __m512 total[SCORED];
#pragma GCC unroll 8
    for (int i = 0; i < SCORED; i++) {
        total[i] = _mm512_setzero_ps();
        if (i >= R) continue;
        const __m512 n = _mm512_set1_ps(nows[i % 4 * 4 + i / 4 * 2]);
        __m512 p[VECTORS];
#pragma GCC unroll 2
        for (int v = 0; v < VECTORS; v++) {
            p[v] = exp2_16(_mm512_sub_ps(s[i][v], n));
            if (!whole) p[v] = _mm512_maskz_mov_ps(keys_mask(seen[i], v), p[v]);
        }
        total[i] = _mm512_add_ps(p[0], p[1]);
        _mm512_storeu_si512(scores[i], (__m512i)_mm512_cvtne2ps_pbh(p[1], p[0]));
    }
    const __m512 totals = _mm512_permutexvar_ps(LANE_OF_ROW, total_of(total));
    const __m512 was = _mm512_mask_loadu_ps(none, all, largest), is = _mm512_permutexvar_ps(LANE_OF_ROW, now);
    __mmask16 changed = _mm512_mask_cmp_ps_mask(all, was, is, _CMP_NEQ_UQ);
    __m512 weights = _mm512_maskz_loadu_ps(all, weight);
    if (changed) {
        float factors[16];
        const __m512 factor = exp2_16(_mm512_sub_ps(was, is));
        _mm512_storeu_ps(factors, factor);
        weights = _mm512_mask_mul_ps(weights, changed, weights, factor);
        _mm512_mask_storeu_ps(largest, all, is);
        for (int i = 0; i < R; i++) {
            if (!(changed >> i & 1)) continue;
            char *sums = scratch + a->sum_at + (row + i) * a->sum_stride;
            for (int64_t c = 0; c < a->sum_stride; c += 128) scale_two(sums + c, _mm512_set1_ps(factors[i]));
        }
    }
    _mm512_mask_storeu_ps(weight, all, _mm512_add_ps(weights, totals));
}

/* R rows and the keys of one tile, which are in memory in pairs, or `in_place` in the cache. */
INLINE void rows(
    const struct attention *a, char *scratch, int64_t row, int64_t tile, const struct tile *t, const struct tile *next, const int R, const int in_place) {
    float scores[SCORED][TILE];
    struct seen seen[SCORED];
    int64_t any = 0, whole = 1;
    for (int i = 0; i < R; i++) {
        seen[i] = keys_seen(a, row + i, tile);
        any |= seen[i].to;
        whole &= seen[i].from == 0 && seen[i].to == TILE;
    }
    if (!any) return;
    const char *queries = scratch + a->query_at + row * a->query_stride;
    if (in_place) score_in_place(a, queries, t, next, scores, R);
    else score(a, queries, scratch + a->key_pairs_at, scores, R);
    if (whole) weigh(a, scratch, row, tile, seen, scores, R, 1);
    else weigh(a, scratch, row, tile, seen, scores, R, 0);
    const int together = in_place || R < SUMMED ? R : SUMMED;
    for (int i = 0; i < R; i += together) {
        int64_t from = TILE, to = 0;
        for (int j = i; j < i + together; j++) {
            if (!seen[j].to) continue;
            from = seen[j].from < from ? seen[j].from : from;
            to = seen[j].to > to ? seen[j].to : to;
        }
        char *sums = scratch + a->sum_at + (row + i) * a->sum_stride;
        sum(a, t, next, scores + i, from / 2 * 2, (to + 1) / 2 * 2, scratch + a->value_pairs_at, sums, together, in_place);
    }
}

/* A function for each number of rows: in one for all of them, the compiler runs out of registers. */
#define ROWS(name, R, in_place)                                                                                                         \
    static __attribute__((noinline)) void name(                                                                                         \
        const struct attention *a, char *scratch, int64_t row, int64_t tile, const struct tile *t, const struct tile *next) {           \
        rows(a, scratch, row, tile, t, next, R, in_place);                                                                              \
    }
ROWS(one_in_place, 1, 1)
ROWS(two_in_place, 2, 1)
ROWS(three_in_place, 3, 1)
ROWS(four_in_place, 4, 1)
ROWS(five_in_place, 5, 1)
ROWS(six_in_place, 6, 1)
ROWS(seven_in_place, 7, 1)
ROWS(eight_in_place, 8, 1)
ROWS(one, 1, 0)
ROWS(two, 2, 0)
ROWS(four, 4, 0)
ROWS(eight, 8, 0)

typedef void some_rows(const struct attention *a, char *scratch, int64_t row, int64_t tile, const struct tile *t, const struct tile *next);
static some_rows *const IN_PLACE[] = {one_in_place, two_in_place, three_in_place, four_in_place, five_in_place, six_in_place, seven_in_place, eight_in_place};

/* All rows and the keys of one tile. */
static void LOCAL(_tile)(const struct attention *a, char *scratch, int64_t tile, const struct tile *t, const struct tile *next) {
    if (a->rows <= SCORED) {
        IN_PLACE[a->rows - 1](a, scratch, 0, tile, t, next);
        return;
    }
    transpose_keys(a, t, next, scratch + a->key_pairs_at);
    weave_values(a, t, next, scratch + a->value_pairs_at);
    int64_t row = 0;
    for (; row + 8 <= a->rows; row += 8) eight(a, scratch, row, tile, t, next);
    if (row + 4 <= a->rows) four(a, scratch, row, tile, t, next), row += 4;
    if (row + 2 <= a->rows) two(a, scratch, row, tile, t, next), row += 2;
    if (row < a->rows) one(a, scratch, row, tile, t, next);
}

#define ARRANGE(p) shorten(p)
#define RESTORE(p) restore_woven(p)
#include "attention_loop.h"
