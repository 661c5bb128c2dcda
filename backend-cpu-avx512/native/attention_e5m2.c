/* Attention over a cache in 8-bit floats with 2 bits of mantissa: the upper halves of f16 numbers. */
#include "functions.h"

INLINE struct halves floats_of(__m256i bytes) {
    return short_floats(i_shift_left16(i_widen_unsigned(bytes), 8));
}

#define NAME SET(octavo_attention_e5m2)
#define CHUNK_BYTES 32
#define KEYS struct halves
#define QUERIES struct halves
#define LOAD_KEYS(p) floats_of(_mm256_loadu_si256((const __m256i *)(p)))
#define LOAD_KEYS_TAIL(p, n) floats_of(bytes_first(p, n))
#define LOAD_QUERIES(p) two_vectors(p)
#define MULTIPLY_ADD(sum, q, k) multiply_add(sum, q, k)
#define LOAD_VALUES(p) LOAD_KEYS(p)
#define LOAD_VALUES_TAIL(p, n) LOAD_KEYS_TAIL(p, n)
#define ARRANGE(p) (void)(p)
#define RESTORE(p) (void)(p)
#include "attention.h"
