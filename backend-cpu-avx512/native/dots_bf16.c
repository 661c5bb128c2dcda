/* bf16 weights, f32 activations. */
#include "vectors.h"

#define NAME SET(octavo_dots_bf16)
#define VECTOR floats
#define WEIGHTS floats
#define ACTIVATIONS floats
#define WEIGHT_OFFSET(at) ((at) * sizeof(uint16_t))
#define ACTIVATION float
#define STEP 16
#define STEP_VECTORS 1
#define ZERO() f_zero()
#define LOAD_WEIGHTS(p) f_of_bf16(p)
#define LOAD_WEIGHTS_TAIL(p, n) f_of_bf16_part(p, few_lanes(n))
#define LOAD_ACTIVATIONS(p) f_load(p)
#define LOAD_ACTIVATIONS_TAIL(p, n) f_load_part(p, few_lanes(n))
#define MULTIPLY_ADD(sum, a, w) f_fma(a, w, sum)
#define TOTAL(sum) f_total(sum)
#include "dots.h"
