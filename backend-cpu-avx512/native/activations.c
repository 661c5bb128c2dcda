/* Rows of activations in 8 bits, as panels.h describes them. */
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))
#define ROUND64(n) (((n) + 63) & ~(size_t)63)
#define RUN 32
#define RUNS 16 /* at a time */

/* Lane i is the largest lane of v[i]. */
INLINE __m512i largest16(const __m512i *v) {
    __m512i a[8], b[4], c[2];
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) a[i] = _mm512_max_epi32(_mm512_unpacklo_epi32(v[2 * i], v[2 * i + 1]), _mm512_unpackhi_epi32(v[2 * i], v[2 * i + 1]));
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) b[i] = _mm512_max_epi32(_mm512_unpacklo_epi64(a[2 * i], a[2 * i + 1]), _mm512_unpackhi_epi64(a[2 * i], a[2 * i + 1]));
    /* Lane 4 l + i of b[j]: what quarter l has of v[4 j + i]. */
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++)
        c[i] = _mm512_max_epi32(_mm512_shuffle_i32x4(b[2 * i], b[2 * i + 1], 0x88), _mm512_shuffle_i32x4(b[2 * i], b[2 * i + 1], 0xdd));
    return _mm512_max_epi32(_mm512_shuffle_i32x4(c[0], c[1], 0x88), _mm512_shuffle_i32x4(c[0], c[1], 0xdd));
}

/* Quarters of four vectors of bytes added up: lane 4 i + l is quarter l of v[i]. */
INLINE __m512i quarters(const __m512i *v) {
    __m512i sums[4], pairs[2];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) sums[i] = _mm512_dpbusd_epi32(_mm512_setzero_si512(), _mm512_set1_epi8(1), v[i]);
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++)
        pairs[i] = _mm512_add_epi32(_mm512_unpacklo_epi32(sums[2 * i], sums[2 * i + 1]), _mm512_unpackhi_epi32(sums[2 * i], sums[2 * i + 1]));
    __m512i all = _mm512_add_epi32(_mm512_unpacklo_epi64(pairs[0], pairs[1]), _mm512_unpackhi_epi64(pairs[0], pairs[1]));
    return _mm512_permutexvar_epi32(_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), all);
}

/* What stands beside the numbers for weights with a zero point or with minima. */
INLINE void put_sums(char *to, size_t first, size_t count, __m512i sums, __m512 scales, int zero) {
    __mmask16 m = (__mmask16)(count < 16 ? (1u << count) - 1 : 0xffff);
    __m512i bits = zero ? _mm512_mullo_epi32(sums, _mm512_set1_epi32(-zero)) : _mm512_castps_si512(_mm512_mul_ps(scales, _mm512_cvtepi32_ps(sums)));
    _mm512_mask_storeu_epi32(to + 4 * first, m, bits);
}

/*
 * A row of k numbers, a multiple of 32. The scale takes the largest of 32 to 127; a run with a number that is not finite gets a scale that is none either, so that its products are none. Sixteen runs at a time share what goes
 * across vectors: the largest numbers, their reciprocals, sums.
 */
void octavo_quantise_row(const char *from, size_t from_offset, size_t k, char *to, size_t to_offset, int groups, int zero) {
    const float *row = (const float *)(from + from_offset);
    char *q = to + to_offset;
    float *scales = (float *)(q + ROUND64(k));
    char *sums = (char *)scales + ROUND64(k / RUN * sizeof(float));
    const __m512i magnitude = _mm512_set1_epi32(0x7fffffff);
    for (size_t first = 0; first < k / RUN; first += RUNS) {
        size_t runs = k / RUN - first < RUNS ? k / RUN - first : RUNS;
        const float *x = row + RUN * first;
        char *bytes = q + RUN * first;
        __m512i most[RUNS];
        for (size_t r = 0; r < RUNS; r++) {
            /* Bits of numbers without sign are in the order of the numbers, and those that are not finite beyond all others. */
            __m512i low = r < runs ? _mm512_and_si512(_mm512_loadu_si512(x + RUN * r), magnitude) : _mm512_setzero_si512();
            __m512i high = r < runs ? _mm512_and_si512(_mm512_loadu_si512(x + RUN * r + 16), magnitude) : _mm512_setzero_si512();
            most[r] = _mm512_max_epi32(low, high);
        }
        __m512i largest = largest16(most);
        __mmask16 odd = _mm512_cmpge_epi32_mask(largest, _mm512_set1_epi32(0x7f800000));
        __m512 scale = _mm512_div_ps(_mm512_castsi512_ps(largest), _mm512_set1_ps(127.f));
        __mmask16 some = _mm512_cmp_ps_mask(scale, _mm512_setzero_ps(), _CMP_GT_OQ);
        float inverse[RUNS];
        _mm512_storeu_ps(inverse, _mm512_maskz_div_ps(some, _mm512_set1_ps(1.f), scale));
        scale = _mm512_mask_mov_ps(scale, odd, _mm512_set1_ps(__builtin_nanf("")));
        _mm512_mask_storeu_ps(scales + first, (__mmask16)(runs < RUNS ? (1u << runs) - 1 : 0xffff), scale);
        char numbers[RUN * RUNS] __attribute__((aligned(64)));
        for (size_t r = 0; r < runs; r++) {
            __m512 factor = _mm512_set1_ps(inverse[r]);
            __m512i a = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(x + RUN * r), factor));
            __m512i b = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(x + RUN * r + 16), factor));
            __m256i both = _mm256_set_m128i(_mm512_cvtsepi32_epi8(b), _mm512_cvtsepi32_epi8(a));
            _mm256_storeu_si256((__m256i *)(bytes + RUN * r), both);
            _mm256_store_si256((__m256i *)(numbers + RUN * r), both);
        }
        for (size_t r = runs; r < RUNS; r++) _mm256_store_si256((__m256i *)(numbers + RUN * r), _mm256_setzero_si256());
        __m512i part[2]; /* sums of 16 numbers of eight runs each */
        for (int h = 0; h < 2; h++) {
            __m512i v[4];
#pragma GCC unroll 4
            for (int i = 0; i < 4; i++) v[i] = _mm512_load_si512(numbers + 256 * h + 64 * i);
            part[h] = quarters(v);
        }
        if (groups == 1) {
            const __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            __m512i sum = _mm512_add_epi32(
                _mm512_permutex2var_epi32(part[0], even, part[1]), _mm512_permutex2var_epi32(part[0], _mm512_add_epi32(even, _mm512_set1_epi32(1)), part[1]));
            put_sums(sums, first, runs, sum, scale, zero);
        } else {
            const __m512i twice = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
            put_sums(sums, 2 * first, 2 * runs, part[0], _mm512_permutexvar_ps(twice, scale), zero);
            if (runs > 8) {
                __m512 later = _mm512_permutexvar_ps(_mm512_add_epi32(twice, _mm512_set1_epi32(8)), scale);
                put_sums(sums, 2 * first + 16, 2 * runs - 16, part[1], later, zero);
            }
        }
    }
}
