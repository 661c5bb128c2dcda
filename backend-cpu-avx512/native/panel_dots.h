/*
 * Sums of products of unsigned bytes (weights up to MOST) with signed ones (activations from -127 on), four in a lane: what the instruction set has for that, and how much of a product its registers hold. The numbers are exact, so
 * all give the same ones.
 */
#include "panels_first.h"

/* Rows at a time: as many as registers hold sums for, with what their groups need beside. Whether also two panels. */
#ifdef __AVX512F__
#define ROWS (GROUPS == 1 ? 6 : 4)
#define PAIRS_OF_PANELS 1
#else
#define ROWS 4
#define PAIRS_OF_PANELS 0
#endif

#if defined __AVX512VNNI__ || defined __AVXVNNI__
#define CENTRED 0

/* `products` are not used. */
INLINE void add_products(ints *sums, ints *products, ints weights, ints activations, const int cell) {
    (void)products, (void)cell;
#ifdef __AVX512VNNI__
    *sums = _mm512_dpbusd_epi32(*sums, weights, activations);
#else
    *sums = (ints){_mm256_dpbusd_avx_epi32(sums->low, weights.low, activations.low), _mm256_dpbusd_avx_epi32(sums->high, weights.high, activations.high)};
#endif
}
#else
/* Bytes of more than seven bits have a zero point of 128, and are multiplied without it: from -128 to 127, two products just fit 16 bits. */
#define CENTRED (MOST > 127)

/* Cells whose products, two in 16 bits each, can be added before they are widened; no more than a group has. */
#define FITTING (MOST > 63 ? 1 : MOST > 31 ? 2 : MOST > 15 ? 4 : 8)
#define CELLS_AT_ONCE (FITTING < 8 / GROUPS ? FITTING : 8 / GROUPS)

INLINE __m256i pair_products(__m256i weights, __m256i activations) {
    if (!CENTRED) return _mm256_maddubs_epi16(weights, activations);
    __m256i centred = _mm256_xor_si256(weights, _mm256_set1_epi8((char)128));
    return _mm256_maddubs_epi16(_mm256_abs_epi8(centred), _mm256_sign_epi8(activations, centred));
}

/* Compilers like to add integers in another order, with more of them in flight than there are registers. */
#define IN_THIS_ORDER(x) __asm__("" : "+x"((x).low), "+x"((x).high))

/* `products` are those of cells before this one that have not been widened yet. */
INLINE void add_products(ints *sums, ints *products, ints weights, ints activations, const int cell) {
    ints now = BOTH_OF(ints, pair_products, weights, activations);
    *products = cell % CELLS_AT_ONCE == 0 ? now : BOTH_OF(ints, _mm256_add_epi16, *products, now);
    IN_THIS_ORDER(*products);
    if (cell % CELLS_AT_ONCE == CELLS_AT_ONCE - 1) {
        const __m256i one = _mm256_set1_epi16(1);
        *sums = i_add(*sums, BOTH_WITH(ints, _mm256_madd_epi16, *products, one));
        IN_THIS_ORDER(*sums);
    }
}
#endif
