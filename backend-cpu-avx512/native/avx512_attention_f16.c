/* Attention over an f16 cache in f32 arithmetic. */
#include "functions.h"

#define NAME octavo_attention_f16_avx512
#define CHUNK_BYTES 64
#define KEYS struct halves
#define QUERIES struct halves
#define LOAD_KEYS(p) \
    ((struct halves){_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(p))), _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)((p) + 32)))})
#define LOAD_KEYS_TAIL(p, n) short_floats(number_mask_load(p, n))
#define LOAD_QUERIES(p) two_vectors(p)
#define MULTIPLY_ADD(sum, q, k) multiply_add(sum, q, k)
#define LOAD_VALUES(p) LOAD_KEYS(p)
#define LOAD_VALUES_TAIL(p, n) LOAD_KEYS_TAIL(p, n)
#define ARRANGE(p) (void)(p)
#define RESTORE(p) (void)(p)
#include "attention.h"
