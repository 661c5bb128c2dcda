/* f32 weights, f32 activations. */
#include <immintrin.h>

#define NAME octavo_dots_f32_avx512
#define VECTOR __m512
#define WEIGHTS __m512
#define ACTIVATIONS __m512
#define WEIGHT float
#define ACTIVATION float
#define STEP 16
#define ZERO() _mm512_setzero_ps()
#define LOAD_WEIGHTS(p) _mm512_loadu_ps(p)
#define LOAD_WEIGHTS_TAIL(p, n) _mm512_maskz_loadu_ps((__mmask16)((1u << (n)) - 1), p)
#define LOAD_ACTIVATIONS(p) LOAD_WEIGHTS(p)
#define LOAD_ACTIVATIONS_TAIL(p, n) LOAD_WEIGHTS_TAIL(p, n)
#define MULTIPLY_ADD(sum, a, w) _mm512_fmadd_ps(a, w, sum)
#define TOTAL(sum) _mm512_reduce_add_ps(sum)
#include "dots.h"
