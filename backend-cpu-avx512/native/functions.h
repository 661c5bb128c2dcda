/* Functions of sixteen f32 numbers. */
#ifndef OCTAVO_FUNCTIONS_H
#define OCTAVO_FUNCTIONS_H
#include <immintrin.h>
#include <stdint.h>

/* 32 numbers of f32. */
struct halves {
    __m512 first, second;
};

/* Within 2 ulp for x <= 88, subnormal results included: reduction to +-ln(2)/2 and the polynomial of Cephes' expf. e^0 is 1, e^-infinity 0, e^NaN NaN. */
static inline __m512 exp16(__m512 x) {
    x = _mm512_max_ps(_mm512_set1_ps(-105.f), x); /* gives its second operand where that is NaN */
    __m512 n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m512 r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693359375f), x);
    r = _mm512_fnmadd_ps(n, _mm512_set1_ps(-2.12194440e-4f), r);
    __m512 p = _mm512_fmadd_ps(r, _mm512_set1_ps(1.9875691500e-4f), _mm512_set1_ps(1.3981999507e-3f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(8.3334519073e-3f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(4.1665795894e-2f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.6666665459e-1f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(5.0000001201e-1f));
    p = _mm512_add_ps(_mm512_fmadd_ps(_mm512_mul_ps(p, r), r, r), _mm512_set1_ps(1.f));
    return _mm512_scalef_ps(p, n);
}

/* Within a few ulp: the odd polynomial of Cephes' tanhf near zero, 1 - 2 / (e^2|x| + 1) beyond. */
static inline __m512 tanh16(__m512 x) {
    __m512 size = _mm512_abs_ps(x);
    __m512 z = _mm512_mul_ps(x, x);
    __m512 p = _mm512_fmadd_ps(z, _mm512_set1_ps(-5.70498872745e-3f), _mm512_set1_ps(2.06390887954e-2f));
    p = _mm512_fmadd_ps(p, z, _mm512_set1_ps(-5.37397155531e-2f));
    p = _mm512_fmadd_ps(p, z, _mm512_set1_ps(1.33314422036e-1f));
    p = _mm512_fmadd_ps(p, z, _mm512_set1_ps(-3.33332819422e-1f));
    __m512 near = _mm512_fmadd_ps(_mm512_mul_ps(p, z), x, x);
    __m512 e = exp16(_mm512_min_ps(_mm512_set1_ps(40.f), _mm512_add_ps(size, size)));
    __m512 one = _mm512_set1_ps(1.f);
    __m512 far = _mm512_sub_ps(one, _mm512_div_ps(_mm512_set1_ps(2.f), _mm512_add_ps(e, one)));
    __mmask16 negative = _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ);
    far = _mm512_mask_sub_ps(far, negative, _mm512_setzero_ps(), far);
    return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(size, _mm512_set1_ps(0.625f), _CMP_GT_OQ), near, far);
}

static inline __m512 soft_cap16(__m512 x, float cap) {
    return _mm512_mul_ps(tanh16(_mm512_mul_ps(x, _mm512_set1_ps(1 / cap))), _mm512_set1_ps(cap));
}

/* first, first + 1, ... */
static inline __m512 steps16(int64_t first) {
    __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    return _mm512_cvtepi32_ps(_mm512_add_epi32(_mm512_set1_epi32((int32_t)first), lanes));
}

/* Lane i is the sum of the lanes of v[i], added in the same order for each i. */
static inline __attribute__((always_inline)) __m512 totals16(const __m512 *v) {
    __m512 a[8], b[4], c[2];
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) a[i] = _mm512_add_ps(_mm512_unpacklo_ps(v[2 * i], v[2 * i + 1]), _mm512_unpackhi_ps(v[2 * i], v[2 * i + 1]));
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        __m512d x = _mm512_castps_pd(a[2 * i]), y = _mm512_castps_pd(a[2 * i + 1]);
        b[i] = _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(x, y)), _mm512_castpd_ps(_mm512_unpackhi_pd(x, y)));
    }
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++)
        c[i] = _mm512_add_ps(_mm512_shuffle_f32x4(b[2 * i], b[2 * i + 1], 0x44), _mm512_shuffle_f32x4(b[2 * i], b[2 * i + 1], 0xee));
    return _mm512_add_ps(_mm512_shuffle_f32x4(c[0], c[1], 0x88), _mm512_shuffle_f32x4(c[0], c[1], 0xdd));
}

static inline __attribute__((always_inline)) struct halves two_vectors(const void *p) {
    return (struct halves){_mm512_loadu_ps(p), _mm512_loadu_ps((const char *)p + 64)};
}

/* 32 numbers of f16. */
static inline __attribute__((always_inline)) struct halves short_floats(__m512i v) {
    return (struct halves){_mm512_cvtph_ps(_mm512_castsi512_si256(v)), _mm512_cvtph_ps(_mm512_extracti64x4_epi64(v, 1))};
}

static inline __attribute__((always_inline)) void scale_two(void *p, __m512 factor) {
    struct halves h = two_vectors(p);
    _mm512_storeu_ps(p, _mm512_mul_ps(h.first, factor));
    _mm512_storeu_ps((char *)p + 64, _mm512_mul_ps(h.second, factor));
}

static inline __attribute__((always_inline)) __m512 multiply_add(__m512 sum, struct halves a, struct halves b) {
    return _mm512_fmadd_ps(a.second, b.second, _mm512_fmadd_ps(a.first, b.first, sum));
}

static inline __attribute__((always_inline)) __m512i number_mask_load(const void *p, unsigned n) {
    return _mm512_maskz_loadu_epi16((__mmask32)((1u << n) - 1), p);
}

static inline __attribute__((always_inline)) __m256i byte_mask_load(const void *p, unsigned n) {
    return _mm256_maskz_loadu_epi8((1u << n) - 1, p);
}

/* 32 numbers of bf16, those at even places first: widening is then one operation for sixteen. */
static inline __attribute__((always_inline)) struct halves even_odd(__m512i v) {
    return (struct halves){
        _mm512_castsi512_ps(_mm512_slli_epi32(v, 16)), _mm512_castsi512_ps(_mm512_and_si512(v, _mm512_set1_epi32((int)0xffff0000)))};
}

/* Brings 32 numbers of f32 into that order, in place. */
static inline void arrange_even_odd(float *p) {
    __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    struct halves h = two_vectors(p);
    _mm512_storeu_ps(p, _mm512_permutex2var_ps(h.first, even, h.second));
    _mm512_storeu_ps(p + 16, _mm512_permutex2var_ps(h.first, _mm512_add_epi32(even, _mm512_set1_epi32(1)), h.second));
}

/* And back. */
static inline void restore_even_odd(float *p) {
    __m512i low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    struct halves h = two_vectors(p);
    _mm512_storeu_ps(p, _mm512_permutex2var_ps(h.first, low, h.second));
    _mm512_storeu_ps(p + 16, _mm512_permutex2var_ps(h.first, _mm512_add_epi32(low, _mm512_set1_epi32(8)), h.second));
}
#endif
