/* Attention over a bf16 cache with queries and weights in bf16, by BF16 dot products. */
#include "functions.h"

/* Thirty-two f32 numbers as bf16, in place. */
static inline void shorten(float *p) {
    _mm512_storeu_si512(p, (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(p + 16), _mm512_loadu_ps(p)));
}

/* Numbers of bf16 of two rows, side by side. */
struct pairs {
    __m512bh first, second;
};

static inline struct pairs weave(__m512i x, __m512i y) {
    return (struct pairs){(__m512bh)_mm512_unpacklo_epi16(x, y), (__m512bh)_mm512_unpackhi_epi16(x, y)};
}

/* Thirty-two sums of what weave() gives, into their order, in place: each quarter of a vector has four of eight neighbours. */
static inline void restore_woven(float *p) {
    __m512i low = _mm512_setr_epi32(0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    struct halves h = two_vectors(p);
    _mm512_storeu_ps(p, _mm512_permutex2var_ps(h.first, low, h.second));
    _mm512_storeu_ps(p + 16, _mm512_permutex2var_ps(h.first, _mm512_add_epi32(low, _mm512_set1_epi32(8)), h.second));
}

#define PAIRS
#define NAME octavo_attention_bf16_avx512bf16
#define CHUNK_BYTES 64
#define KEYS __m512bh
#define QUERIES __m512bh
#define LOAD_KEYS(p) ((__m512bh)_mm512_loadu_si512(p))
#define LOAD_KEYS_TAIL(p, n) ((__m512bh)i_load16_first(p, n))
#define LOAD_QUERIES(p) LOAD_KEYS(p)
#define MULTIPLY_ADD(sum, q, k) _mm512_dpbf16_ps(sum, q, k)
#define LOAD_VALUES(p) _mm512_loadu_si512(p)
#define LOAD_VALUES_TAIL(p, n) i_load16_first(p, n)
#define ARRANGE(p) shorten(p)
#define RESTORE(p) restore_woven(p)
#include "attention.h"
