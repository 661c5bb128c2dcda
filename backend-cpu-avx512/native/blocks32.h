/* What kernels for blocks of 32 quantised weights share; activations are f32. Rows are whole blocks, so there are no tails. */
#include <immintrin.h>
#include <stdint.h>

#define VECTOR __m512
#define WEIGHTS struct halves
#define ACTIVATIONS struct halves
#define ACTIVATION float
#define STEP 32
#define FEW_COLUMNS 4
#define ZERO() _mm512_setzero_ps()
#define LOAD_WEIGHTS_TAIL(p, n) LOAD_WEIGHTS(p)
#define LOAD_ACTIVATIONS(p) activations(p)
#define LOAD_ACTIVATIONS_TAIL(p, n) activations(p)
#define MULTIPLY_ADD(sum, a, w) _mm512_fmadd_ps((a).second, (w).second, _mm512_fmadd_ps((a).first, (w).first, sum))
#define TOTAL(sum) _mm512_reduce_add_ps(sum)

/* Sixteen numbers and the sixteen behind them. */
struct halves {
    __m512 first, second;
};

static inline __attribute__((always_inline)) struct halves activations(const char *p) {
    return (struct halves){_mm512_loadu_ps(p), _mm512_loadu_ps(p + 64)};
}

/* The f16 that a block begins with. */
static inline __attribute__((always_inline)) __m512 scale(const char *p) {
    uint16_t bits;
    __builtin_memcpy(&bits, p, sizeof bits);
    return _mm512_set1_ps(_cvtsh_ss(bits));
}
