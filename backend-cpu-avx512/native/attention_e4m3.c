/* Attention over a cache in 8-bit floats with 3 bits of mantissa. Read as f16 they are 2^-8 of what they are, subnormal ones too. */
#include "functions.h"

INLINE struct halves floats_of(__m256i bytes) {
    ints v = i_and(i_shift_left16(i_widen_signed(bytes), 7), i_set16(0xbf80));
    __m256i without_sign = _mm256_or_si256(bytes, _mm256_set1_epi8((char)0x80));
    return short_floats(i_replace16(v, without_sign, 0xff, 0x7e00));
}

#define NAME SET(octavo_attention_e4m3)
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
#define FACTOR 256.f
#include "attention.h"
