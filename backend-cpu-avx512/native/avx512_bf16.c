/* bf16 weights, f32 activations. */
#include <immintrin.h>

#define NAME octavo_dots_bf16_avx512
#define VECTOR __m512
#define WEIGHTS __m512
#define ACTIVATIONS __m512
#define WEIGHT uint16_t
#define ACTIVATION float
#define STEP 16
#define ZERO() _mm512_setzero_ps()
#define WIDEN(v) _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(v), 16))
#define LOAD_WEIGHTS(p) WIDEN(_mm256_loadu_si256((const __m256i *)(p)))
#define LOAD_WEIGHTS_TAIL(p, n) WIDEN(_mm256_maskz_loadu_epi16((__mmask16)((1u << (n)) - 1), p))
#define LOAD_ACTIVATIONS(p) _mm512_loadu_ps(p)
#define LOAD_ACTIVATIONS_TAIL(p, n) _mm512_maskz_loadu_ps((__mmask16)((1u << (n)) - 1), p)
#define MULTIPLY_ADD(sum, a, w) _mm512_fmadd_ps(a, w, sum)
#define TOTAL(sum) _mm512_reduce_add_ps(sum)
#include "dots.h"
