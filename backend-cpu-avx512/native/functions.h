/* Functions of sixteen f32 numbers. */
#ifndef OCTAVO_FUNCTIONS_H
#define OCTAVO_FUNCTIONS_H
#include "across.h"

/* Within 2 ulp for x <= 88, subnormal results included: reduction to +-ln(2)/2 and the polynomial of Cephes' expf. e^0 is 1, e^-infinity 0, e^NaN NaN. */
static inline floats exp16(floats x) {
    x = f_max(f_set(-105.f), x); /* gives its second operand where that is NaN */
    floats n = f_round(f_mul(x, f_set(1.44269504f)));
    floats r = f_fnma(n, f_set(0.693359375f), x);
    r = f_fnma(n, f_set(-2.12194440e-4f), r);
    floats p = f_fma(r, f_set(1.9875691500e-4f), f_set(1.3981999507e-3f));
    p = f_fma(p, r, f_set(8.3334519073e-3f));
    p = f_fma(p, r, f_set(4.1665795894e-2f));
    p = f_fma(p, r, f_set(1.6666665459e-1f));
    p = f_fma(p, r, f_set(5.0000001201e-1f));
    p = f_add(f_fma(f_mul(p, r), r, r), f_set(1.f));
    return f_scale(p, n);
}

/* Within a few ulp: the odd polynomial of Cephes' tanhf near zero, 1 - 2 / (e^2|x| + 1) beyond. */
static inline floats tanh16(floats x) {
    floats size = f_abs(x);
    floats z = f_mul(x, x);
    floats p = f_fma(z, f_set(-5.70498872745e-3f), f_set(2.06390887954e-2f));
    p = f_fma(p, z, f_set(-5.37397155531e-2f));
    p = f_fma(p, z, f_set(1.33314422036e-1f));
    p = f_fma(p, z, f_set(-3.33332819422e-1f));
    floats near = f_fma(f_mul(p, z), x, x);
    floats e = exp16(f_min(f_set(40.f), f_add(size, size)));
    floats one = f_set(1.f);
    floats far = f_sub(one, f_div(f_set(2.f), f_add(e, one)));
    far = f_negate(f_greater(f_zero(), x), far);
    return f_choose(f_greater(size, f_set(0.625f)), far, near);
}

static inline floats soft_cap16(floats x, float cap) {
    return f_mul(tanh16(f_mul(x, f_set(1 / cap))), f_set(cap));
}

/* first, first + 1, ... */
static inline floats steps16(int64_t first) {
    return i_floats(i_add(i_set((int32_t)first), i_steps()));
}

INLINE struct halves two_vectors(const void *p) {
    return (struct halves){f_load(p), f_load((const char *)p + 64)};
}

/* 32 numbers of f16. */
INLINE struct halves short_floats(ints v) {
    return (struct halves){f_of_low_f16(v), f_of_high_f16(v)};
}

INLINE void scale_two(void *p, floats factor) {
    struct halves h = two_vectors(p);
    f_store(p, f_mul(h.first, factor));
    f_store((char *)p + 64, f_mul(h.second, factor));
}

INLINE floats multiply_add(floats sum, struct halves a, struct halves b) {
    return f_fma(a.second, b.second, f_fma(a.first, b.first, sum));
}

/* 32 numbers of bf16, those at even places first: widening is then one operation for sixteen. */
INLINE struct halves even_odd(ints v) {
    return (struct halves){i_bits(i_shift_left(v, 16)), i_bits(i_and(v, i_set((int)0xffff0000)))};
}

/* Brings 32 numbers of f32 into that order, in place. */
static inline void arrange_even_odd(float *p) {
    float numbers[32];
    for (int i = 0; i < 16; i++) {
        numbers[i] = p[2 * i];
        numbers[16 + i] = p[2 * i + 1];
    }
    __builtin_memcpy(p, numbers, sizeof numbers);
}

/* And back. */
static inline void restore_even_odd(float *p) {
    float numbers[32];
    for (int i = 0; i < 16; i++) {
        numbers[2 * i] = p[i];
        numbers[2 * i + 1] = p[16 + i];
    }
    __builtin_memcpy(p, numbers, sizeof numbers);
}
#endif
