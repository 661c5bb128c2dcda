/* Attention over a cache in signed bytes with a scale per row. */
#include "functions.h"

static inline __attribute__((always_inline)) __m512 numbers(__m128i bytes) {
    return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(bytes));
}

static inline __attribute__((always_inline)) struct halves whole(const char *p) {
    return (struct halves){numbers(_mm_loadu_si128((const __m128i *)p)), numbers(_mm_loadu_si128((const __m128i *)(p + 16)))};
}

static inline __attribute__((always_inline)) struct halves part(__m256i bytes) {
    return (struct halves){numbers(_mm256_castsi256_si128(bytes)), numbers(_mm256_extracti128_si256(bytes, 1))};
}

#define NAME octavo_attention_i8_avx512
#define SCALED
#define CHUNK_BYTES 32
#define KEYS struct halves
#define QUERIES struct halves
#define LOAD_KEYS(p) whole(p)
#define LOAD_KEYS_TAIL(p, n) part(byte_mask_load(p, n))
#define LOAD_QUERIES(p) two_vectors(p)
#define MULTIPLY_ADD(sum, q, k) multiply_add(sum, q, k)
#define LOAD_VALUES(p) LOAD_KEYS(p)
#define LOAD_VALUES_TAIL(p, n) LOAD_KEYS_TAIL(p, n)
#define ARRANGE(p) (void)(p)
#define RESTORE(p) (void)(p)
#include "attention.h"
