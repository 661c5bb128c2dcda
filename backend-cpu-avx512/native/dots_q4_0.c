/* Q4_0: an f16 scale and 32 numbers of four bits with a zero point of 8, the lower halves of the bytes first. Products are exact in f32. */
#include "blocks32.h"

INLINE struct halves weights(const char *p) {
    floats d = scale(p);
    __m128i bytes = _mm_loadu_si128((const __m128i *)(p + 2));
    __m128i low = _mm_and_si128(bytes, _mm_set1_epi8(15));
    __m128i high = _mm_and_si128(_mm_srli_epi16(bytes, 4), _mm_set1_epi8(15));
    __m128i eight = _mm_set1_epi8(8);
    floats q0 = f_of_bytes(_mm_sub_epi8(low, eight));
    floats q1 = f_of_bytes(_mm_sub_epi8(high, eight));
    return (struct halves){f_mul(q0, d), f_mul(q1, d)};
}

#define NAME SET(octavo_dots_q4_0)
#define WEIGHT_OFFSET(at) ((at) / 32 * 18)
#define LOAD_WEIGHTS(p) weights(p)
#include "dots.h"
