/* Attention over an f16 cache in f32 arithmetic. */
#include "functions.h"

#define NAME SET(octavo_attention_f16)
#define CHUNK_BYTES 64
#define KEYS struct halves
#define QUERIES struct halves
#define LOAD_KEYS(p) ((struct halves){f_of_f16(p), f_of_f16((p) + 32)})
#define LOAD_KEYS_TAIL(p, n) short_floats(i_load16_first(p, n))
#define LOAD_QUERIES(p) two_vectors(p)
#define MULTIPLY_ADD(sum, q, k) multiply_add(sum, q, k)
#define LOAD_VALUES(p) LOAD_KEYS(p)
#define LOAD_VALUES_TAIL(p, n) LOAD_KEYS_TAIL(p, n)
#define ARRANGE(p) (void)(p)
#define RESTORE(p) (void)(p)
#include "attention.h"
