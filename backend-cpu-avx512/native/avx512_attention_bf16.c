/* Attention over a bf16 cache in f32 arithmetic. */
#include "functions.h"

#define NAME octavo_attention_bf16_avx512
#define CHUNK_BYTES 64
#define KEYS struct halves
#define QUERIES struct halves
#define LOAD_KEYS(p) even_odd(_mm512_loadu_si512(p))
#define LOAD_KEYS_TAIL(p, n) even_odd(number_mask_load(p, n))
#define LOAD_QUERIES(p) two_vectors(p)
#define MULTIPLY_ADD(sum, q, k) multiply_add(sum, q, k)
#define LOAD_VALUES(p) LOAD_KEYS(p)
#define LOAD_VALUES_TAIL(p, n) LOAD_KEYS_TAIL(p, n)
#define ARRANGE(p) arrange_even_odd(p)
#define RESTORE(p) restore_even_odd(p)
#include "attention.h"
