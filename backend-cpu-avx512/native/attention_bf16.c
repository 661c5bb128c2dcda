/* Attention over a bf16 cache in f32 arithmetic. */
#include "functions.h"

#define NAME SET(octavo_attention_bf16)
#define CHUNK_BYTES 64
#define KEYS struct halves
#define QUERIES struct halves
#define LOAD_KEYS(p) even_odd(i_load(p))
#define LOAD_KEYS_TAIL(p, n) even_odd(i_load16_first(p, n))
#define LOAD_QUERIES(p) two_vectors(p)
#define MULTIPLY_ADD(sum, q, k) multiply_add(sum, q, k)
#define LOAD_VALUES(p) LOAD_KEYS(p)
#define LOAD_VALUES_TAIL(p, n) LOAD_KEYS_TAIL(p, n)
#define ARRANGE(p) arrange_even_odd(p)
#define RESTORE(p) restore_even_odd(p)
#include "attention.h"
