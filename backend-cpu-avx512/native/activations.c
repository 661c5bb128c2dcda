/* Rows of activations in 8 bits, as panels.h describes them. */
#include "across.h"

#define ROUND64(n) (((n) + 63) & ~(size_t)63)
#define RUN 32
#define RUNS 16 /* at a time */

/* What stands beside the numbers for weights with a zero point or with minima. */
INLINE void put_sums(char *to, size_t first, size_t count, ints sums, floats scales, int zero) {
    floats bits = zero ? i_bits(i_mul(sums, i_set(-zero))) : f_mul(scales, i_floats(sums));
    f_store_part(to + 4 * first, first_lanes(count), bits);
}

/*
 * A row of k numbers, a multiple of 32. The scale takes the largest of 32 to 127; a run with a number that is not finite gets a scale that is none either, so that its products are none. Sixteen runs at a time share what goes
 * across vectors: the largest numbers, their reciprocals, sums.
 */
void SET(octavo_quantise_row)(const char *from, size_t from_offset, size_t k, char *to, size_t to_offset, int groups, int zero) {
    const float *row = (const float *)(from + from_offset);
    char *q = to + to_offset;
    float *scales = (float *)(q + ROUND64(k));
    char *sums = (char *)scales + ROUND64(k / RUN * sizeof(float));
    const ints magnitude = i_set(0x7fffffff);
    for (size_t first = 0; first < k / RUN; first += RUNS) {
        size_t runs = k / RUN - first < RUNS ? k / RUN - first : RUNS;
        const float *x = row + RUN * first;
        char *bytes = q + RUN * first;
        ints most[RUNS];
        for (size_t r = 0; r < RUNS; r++) {
            /* Bits of numbers without sign are in the order of the numbers, and those that are not finite beyond all others. */
            ints low = r < runs ? i_and(i_load(x + RUN * r), magnitude) : i_zero();
            ints high = r < runs ? i_and(i_load(x + RUN * r + 16), magnitude) : i_zero();
            most[r] = i_max(low, high);
        }
        ints largest = i_largest16(most);
        chosen odd = i_at_least(largest, i_set(0x7f800000));
        floats scale = f_div(i_bits(largest), f_set(127.f));
        chosen some = f_at_least(scale, f_set(0x1p-126f)); /* what is smaller has no reciprocal, and counts as zero */
        float inverse[RUNS];
        f_store(inverse, f_only(some, f_div(f_set(1.f), scale)));
        scale = f_choose(odd, f_set(__builtin_nanf("")), scale);
        f_store_part(scales + first, first_lanes(runs), scale);
        char numbers[RUN * RUNS] __attribute__((aligned(64)));
        for (size_t r = 0; r < runs; r++) {
            floats factor = f_set(inverse[r]);
            ints a = f_ints(f_mul(f_load(x + RUN * r), factor));
            ints b = f_ints(f_mul(f_load(x + RUN * r + 16), factor));
            __m256i both = i_bytes(a, b);
            _mm256_storeu_si256((__m256i *)(bytes + RUN * r), both);
            _mm256_store_si256((__m256i *)(numbers + RUN * r), both);
        }
        for (size_t r = runs; r < RUNS; r++) _mm256_store_si256((__m256i *)(numbers + RUN * r), _mm256_setzero_si256());
        ints sixteens[2]; /* sums of 16 numbers of eight runs each */
        i_sums_of_16(numbers, sixteens);
        if (groups == 1) {
            put_sums(sums, first, runs, i_neighbours(sixteens[0], sixteens[1]), scale, zero);
        } else {
            put_sums(sums, 2 * first, 2 * runs, sixteens[0], f_twice_low(scale), zero);
            if (runs > 8) put_sums(sums, 2 * first + 16, 2 * runs - 16, sixteens[1], f_twice_high(scale), zero);
        }
    }
}
