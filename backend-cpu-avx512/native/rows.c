/* Operators on rows of f32 numbers. Strides and places are in bytes; a number's result depends on its own row and nothing else. */
#include <math.h>

#include "functions.h"

INLINE floats load(const char *p, size_t column, part n) { return f_load_part(p + 4 * column, n); }
INLINE void store(char *p, size_t column, part n, floats x) { f_store_part(p + 4 * column, n, x); }

/* out = a + b */
void SET(octavo_rows_add)(
    const char *a, size_t ao, size_t as, const char *b, size_t bo, size_t bs, char *out, size_t oo, size_t os, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c += 16) {
            part n = first_lanes(columns - c);
            store(out + oo + r * os, c, n, f_add(load(a + ao + r * as, c, n), load(b + bo + r * bs, c, n)));
        }
}

/* x / (1 + e^-u) with u = x, or what makes it GELU's approximation by tanh: (1 + tanh(v)) / 2 is 1 / (1 + e^-2v), which keeps its digits for large negative v */
INLINE floats gate16(floats x, const int tanh) {
    const float sqrt_2_over_pi = 0.7978846f;
    floats one = f_set(1.f);
    floats u = f_sub(f_zero(), x);
    if (tanh) {
        floats inner = f_fma(f_mul(x, x), f_set(0.044715f), one);
        u = f_mul(f_mul(inner, x), f_set(-2 * sqrt_2_over_pi));
    }
    return f_div(x, f_add(exp16(f_min(f_set(90.f), u)), one));
}

/* out = f(gate) * value; values lie as far apart as gates */
INLINE void gates(
    const char *gate, const char *value, size_t stride, char *out, size_t os, size_t rows, size_t columns, const int tanh) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c += 16) {
            part n = first_lanes(columns - c);
            floats g = gate16(load(gate + r * stride, c, n), tanh);
            store(out + r * os, c, n, f_mul(g, load(value + r * stride, c, n)));
        }
}

void SET(octavo_rows_gate)(
    const char *from, size_t gate, size_t value, size_t stride, char *out, size_t oo, size_t os, size_t rows, size_t columns, int tanh) {
    if (tanh) gates(from + gate, from + value, stride, out + oo, os, rows, columns, 1);
    else gates(from + gate, from + value, stride, out + oo, os, rows, columns, 0);
}

/* out = x / sqrt(mean of x^2 + epsilon) * weight */
void SET(octavo_rows_rms_norm)(
    const char *x, size_t xo, size_t xs, const char *weight, size_t wo, char *out, size_t oo, size_t os, size_t rows, size_t width, double epsilon) {
    for (size_t r = 0; r < rows; r++) {
        const char *row = x + xo + r * xs;
        char *to = out + oo + r * os;
        floats squares[4] = {f_zero(), f_zero(), f_zero(), f_zero()};
        size_t c = 0;
        for (; c + 64 <= width; c += 64)
#pragma GCC unroll 4
            for (int i = 0; i < 4; i++) {
                floats v = load(row, c + 16 * i, ALL_LANES);
                squares[i] = f_fma(v, v, squares[i]);
            }
        for (; c < width; c += 16) {
            floats v = load(row, c, first_lanes(width - c));
            squares[0] = f_fma(v, v, squares[0]);
        }
        floats sum = f_add(f_add(squares[0], squares[1]), f_add(squares[2], squares[3]));
        floats factor = f_set((float)(1 / sqrt((double)f_total(sum) / (double)width + epsilon)));
        for (c = 0; c < width; c += 16) {
            part n = first_lanes(width - c);
            store(to, c, n, f_mul(f_mul(load(row, c, n), factor), load(weight + wo, c, n)));
        }
    }
}

/* Rotates rows in place: (first half, second half) = (first cos - second sin, second cos + first sin) */
void SET(octavo_rows_rotate)(
    char *x, size_t xo, size_t xs, size_t rows, size_t half, const char *cos, size_t co, const char *sin, size_t so) {
    for (size_t r = 0; r < rows; r++) {
        char *first = x + xo + r * xs;
        char *second = first + 4 * half;
        for (size_t c = 0; c < half; c += 16) {
            part n = first_lanes(half - c);
            floats a = load(first, c, n), b = load(second, c, n), f = load(cos + co, c, n), g = load(sin + so, c, n);
            store(first, c, n, f_fnma(b, g, f_mul(a, f)));
            store(second, c, n, f_fma(a, g, f_mul(b, f)));
        }
    }
}
