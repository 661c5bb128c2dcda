/* bf16 weights and activations, products added in pairs (VDPBF16PS). */
#include <immintrin.h>

#define NAME octavo_dots_bf16_avx512bf16
#define VECTOR __m512
#define WEIGHTS __m512bh
#define ACTIVATIONS __m512bh
#define WEIGHT_OFFSET(at) ((at) * sizeof(uint16_t))
#define ACTIVATION uint16_t
#define SHORT_K 2048
#define STEP 32
#define STEP_VECTORS 1
#define ZERO() _mm512_setzero_ps()
#define LOAD_WEIGHTS(p) ((__m512bh)_mm512_loadu_si512(p))
#define LOAD_ACTIVATIONS(p) ((__m512bh)_mm512_loadu_si512(p))
#define LOAD_WEIGHTS_TAIL(p, n) ((__m512bh)_mm512_maskz_loadu_epi16((__mmask32)((1u << (n)) - 1), p))
#define LOAD_ACTIVATIONS_TAIL(p, n) LOAD_WEIGHTS_TAIL(p, n)
#define MULTIPLY_ADD(sum, a, w) _mm512_dpbf16_ps(sum, a, w)
#define TOTAL(sum) _mm512_reduce_add_ps(sum)
#include "dots.h"
