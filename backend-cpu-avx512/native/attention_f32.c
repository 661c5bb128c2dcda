/* Attention over an f32 cache. */
#include "functions.h"

INLINE struct halves first(const char *p, unsigned n) {
    return (struct halves){f_load_part(p, first_lanes(n)), f_load_part(p + 64, first_lanes(n > 16 ? n - 16 : 0))};
}

#define NAME SET(octavo_attention_f32)
#define CHUNK_BYTES 128
#define KEYS struct halves
#define QUERIES struct halves
#define LOAD_KEYS(p) two_vectors(p)
#define LOAD_KEYS_TAIL(p, n) first(p, n)
#define LOAD_QUERIES(p) two_vectors(p)
#define MULTIPLY_ADD(sum, q, k) multiply_add(sum, q, k)
#define LOAD_VALUES(p) LOAD_KEYS(p)
#define LOAD_VALUES_TAIL(p, n) LOAD_KEYS_TAIL(p, n)
#define ARRANGE(p) (void)(p)
#define RESTORE(p) (void)(p)
#include "attention.h"
