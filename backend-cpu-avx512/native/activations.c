/* Rows of activations in 8 bits, as panels.h describes them. */
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define ROUND64(n) (((n) + 63) & ~(size_t)63)

/* A row of k numbers, a multiple of 32. The scale takes the largest of 32 to 127; a run with a number that is not finite gets a scale that is none either, so that its products are none. */
void octavo_quantise_row(const char *from, size_t from_offset, size_t k, char *to, size_t to_offset, int groups, int zero) {
    const float *row = (const float *)(from + from_offset);
    char *q = to + to_offset;
    float *scales = (float *)(q + ROUND64(k));
    char *sums = (char *)scales + ROUND64(k / 32 * sizeof(float));
    for (size_t r = 0; r < k / 32; r++) {
        __m512 low = _mm512_loadu_ps(row + 32 * r);
        __m512 high = _mm512_loadu_ps(row + 32 * r + 16);
        float most = _mm512_reduce_max_ps(_mm512_max_ps(_mm512_abs_ps(low), _mm512_abs_ps(high)));
        __mmask16 odd = _mm512_fpclass_ps_mask(low, 0x99) | _mm512_fpclass_ps_mask(high, 0x99);
        float scale = most / 127;
        __m512 inverse = _mm512_set1_ps(scale > 0 ? 1 / scale : 0);
        __m512i a = _mm512_cvtps_epi32(_mm512_mul_ps(low, inverse));
        __m512i b = _mm512_cvtps_epi32(_mm512_mul_ps(high, inverse));
        _mm_storeu_si128((__m128i *)(q + 32 * r), _mm512_cvtsepi32_epi8(a));
        _mm_storeu_si128((__m128i *)(q + 32 * r + 16), _mm512_cvtsepi32_epi8(b));
        scales[r] = odd ? __builtin_nanf("") : scale;
        int sum[2] = {_mm512_reduce_add_epi32(a), _mm512_reduce_add_epi32(b)};
        if (groups == 1) sum[0] += sum[1];
        for (int g = 0; g < groups; g++) {
            size_t at = (r * groups + g) * 4;
            if (zero) *(int32_t *)(sums + at) = -zero * sum[g];
            else *(float *)(sums + at) = scales[r] * (float)sum[g];
        }
    }
}
