/* Q8_0: an f16 scale and 32 signed bytes. Products of both are exact in f32. */
#include "blocks32.h"

INLINE struct halves weights(const char *p) {
    floats d = scale(p);
    floats q0 = f_of_bytes(_mm_loadu_si128((const __m128i *)(p + 2)));
    floats q1 = f_of_bytes(_mm_loadu_si128((const __m128i *)(p + 18)));
    return (struct halves){f_mul(q0, d), f_mul(q1, d)};
}

#define NAME SET(octavo_dots_q8_0)
#define WEIGHT_OFFSET(at) ((at) / 32 * 34)
#define LOAD_WEIGHTS(p) weights(p)
#include "dots.h"
