/* Attention over an f16 cache in f32 arithmetic. */
#include "functions.h"

static inline __attribute__((always_inline)) struct halves in_order(__m512i v) {
    return (struct halves){_mm512_cvtph_ps(_mm512_castsi512_si256(v)), _mm512_cvtph_ps(_mm512_extracti64x4_epi64(v, 1))};
}

#define NAME octavo_attention_f16_avx512
#define CHUNK_BYTES 64
#define KEYS struct halves
#define QUERIES struct halves
#define LOAD_KEYS(p) \
    ((struct halves){_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(p))), _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)((p) + 32)))})
#define LOAD_KEYS_TAIL(p, n) in_order(number_mask_load(p, n))
#define LOAD_QUERIES(p) two_vectors(p)
#define MULTIPLY_ADD(sum, q, k) multiply_add(sum, q, k)
#define LOAD_VALUES(p) LOAD_KEYS(p)
#define LOAD_VALUES_TAIL(p, n) LOAD_KEYS_TAIL(p, n)
#define ARRANGE(p) (void)(p)
#define RESTORE(p) (void)(p)
#include "attention.h"
