/* Attention over an f32 cache. */
#include "functions.h"

static inline __attribute__((always_inline)) struct halves part(const char *p, unsigned n) {
    uint32_t mask = (1u << n) - 1;
    return (struct halves){_mm512_maskz_loadu_ps((__mmask16)mask, p), _mm512_maskz_loadu_ps((__mmask16)(mask >> 16), p + 64)};
}

#define NAME octavo_attention_f32_avx512
#define CHUNK_BYTES 128
#define KEYS struct halves
#define QUERIES struct halves
#define LOAD_KEYS(p) two_vectors(p)
#define LOAD_KEYS_TAIL(p, n) part(p, n)
#define LOAD_QUERIES(p) two_vectors(p)
#define MULTIPLY_ADD(sum, q, k) multiply_add(sum, q, k)
#define LOAD_VALUES(p) LOAD_KEYS(p)
#define LOAD_VALUES_TAIL(p, n) LOAD_KEYS_TAIL(p, n)
#define ARRANGE(p) (void)(p)
#define RESTORE(p) (void)(p)
#include "attention.h"
