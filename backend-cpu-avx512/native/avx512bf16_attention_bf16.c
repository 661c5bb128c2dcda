/* Attention of bf16 queries over a bf16 cache: scores with BF16 dot products. */
#include "functions.h"

/* Thirty-two f32 numbers that are bf16 numbers, as those, in place. */
static inline void shorten(float *p) {
    _mm512_storeu_si512(p, (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(p + 16), _mm512_loadu_ps(p)));
}

#define NAME octavo_attention_bf16_avx512bf16
#define CHUNK_BYTES 64
#define KEYS __m512bh
#define QUERIES __m512bh
#define LOAD_KEYS(p) ((__m512bh)_mm512_loadu_si512(p))
#define LOAD_KEYS_TAIL(p, n) ((__m512bh)number_mask_load(p, n))
#define LOAD_QUERIES(p) LOAD_KEYS(p)
#define MULTIPLY_ADD(sum, q, k) _mm512_dpbf16_ps(sum, q, k)
#define LOAD_VALUES(p) even_odd(_mm512_loadu_si512(p))
#define LOAD_VALUES_TAIL(p, n) even_odd(number_mask_load(p, n))
#define ARRANGE(p) shorten(p)
#define RESTORE(p) restore_even_odd(p)
#include "attention.h"
