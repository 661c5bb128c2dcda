/* Q8_0: an f16 scale and 32 signed bytes. Products of both are exact in f32. */
#include "blocks32.h"

static inline __attribute__((always_inline)) struct halves weights(const char *p) {
    __m512 d = scale(p);
    __m512i q0 = _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)(p + 2)));
    __m512i q1 = _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)(p + 18)));
    return (struct halves){_mm512_mul_ps(_mm512_cvtepi32_ps(q0), d), _mm512_mul_ps(_mm512_cvtepi32_ps(q1), d)};
}

#define NAME octavo_dots_q8_0_avx512
#define WEIGHT_OFFSET(at) ((at) / 32 * 34)
#define LOAD_WEIGHTS(p) weights(p)
#include "dots.h"
