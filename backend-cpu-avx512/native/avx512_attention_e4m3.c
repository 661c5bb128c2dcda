/* Attention over a cache in 8-bit floats with 3 bits of mantissa. Read as f16 they are 2^-8 of what they are, subnormal ones too. */
#include "functions.h"

static inline __attribute__((always_inline)) struct halves floats(__m256i bytes) {
    __mmask32 nan = _mm256_cmpeq_epi8_mask(_mm256_or_si256(bytes, _mm256_set1_epi8((char)0x80)), _mm256_set1_epi8(-1));
    __m512i v = _mm512_and_si512(_mm512_slli_epi16(_mm512_cvtepi8_epi16(bytes), 7), _mm512_set1_epi16((short)0xbf80));
    return short_floats(_mm512_mask_mov_epi16(v, nan, _mm512_set1_epi16(0x7e00)));
}

#define NAME octavo_attention_e4m3_avx512
#define CHUNK_BYTES 32
#define KEYS struct halves
#define QUERIES struct halves
#define LOAD_KEYS(p) floats(_mm256_loadu_si256((const __m256i *)(p)))
#define LOAD_KEYS_TAIL(p, n) floats(byte_mask_load(p, n))
#define LOAD_QUERIES(p) two_vectors(p)
#define MULTIPLY_ADD(sum, q, k) multiply_add(sum, q, k)
#define LOAD_VALUES(p) LOAD_KEYS(p)
#define LOAD_VALUES_TAIL(p, n) LOAD_KEYS_TAIL(p, n)
#define ARRANGE(p) (void)(p)
#define RESTORE(p) (void)(p)
#define FACTOR 256.f
#include "attention.h"
