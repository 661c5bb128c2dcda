/* The softmax of attention with BF16 dot products, of up to eight rows at a time, which share what goes across lanes. */
#include "attention_pairs.h"

#define LOG2_E 1.44269504f

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
