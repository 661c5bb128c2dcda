/* What kernels for blocks of 32 quantised weights share; activations are f32. Rows are whole blocks, so there are no tails. */
#include "vectors.h"

#define VECTOR floats
#define WEIGHTS struct halves
#define ACTIVATIONS struct halves
#define ACTIVATION float
#define STEP 32
#define STEP_VECTORS 2
#define ZERO() f_zero()
#define LOAD_WEIGHTS_TAIL(p, n) ((void)(n), LOAD_WEIGHTS(p))
#define LOAD_ACTIVATIONS(p) activations(p)
#define LOAD_ACTIVATIONS_TAIL(p, n) ((void)(n), activations(p))
#define MULTIPLY_ADD(sum, a, w) f_fma((a).second, (w).second, f_fma((a).first, (w).first, sum))
#define TOTAL(sum) f_total(sum)

INLINE struct halves activations(const char *p) {
    return (struct halves){f_load(p), f_load(p + 64)};
}

/* The f16 that a block begins with. */
INLINE floats scale(const char *p) {
    uint16_t bits;
    __builtin_memcpy(&bits, p, sizeof bits);
    return f_set(_cvtsh_ss(bits));
}
