/* Attention over a cache in signed bytes with a scale per row. */
#include "functions.h"

INLINE struct halves whole(const char *p) {
    return (struct halves){f_of_bytes(_mm_loadu_si128((const __m128i *)p)), f_of_bytes(_mm_loadu_si128((const __m128i *)(p + 16)))};
}

INLINE struct halves first(__m256i bytes) {
    return (struct halves){f_of_bytes(_mm256_castsi256_si128(bytes)), f_of_bytes(_mm256_extracti128_si256(bytes, 1))};
}

#define NAME SET(octavo_attention_i8)
#define SCALED
#define CHUNK_BYTES 32
#define KEYS struct halves
#define QUERIES struct halves
#define LOAD_KEYS(p) whole(p)
#define LOAD_KEYS_TAIL(p, n) first(bytes_first(p, n))
#define LOAD_QUERIES(p) two_vectors(p)
#define MULTIPLY_ADD(sum, q, k) multiply_add(sum, q, k)
#define LOAD_VALUES(p) LOAD_KEYS(p)
#define LOAD_VALUES_TAIL(p, n) LOAD_KEYS_TAIL(p, n)
#define ARRANGE(p) (void)(p)
#define RESTORE(p) (void)(p)
#include "attention.h"
