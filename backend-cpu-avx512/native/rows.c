/* Operators on rows of f32 numbers. Strides and places are in bytes; a number's result depends on its own row and nothing else. */
#include <math.h>
#include <stddef.h>

#include "functions.h"

#define INLINE static inline __attribute__((always_inline))

/* Lanes of a vector of which `left` numbers are wanted. */
INLINE __mmask16 lanes(size_t left) { return left < 16 ? (__mmask16)((1u << left) - 1) : 0xffff; }

INLINE __m512 load(const char *p, size_t column, __mmask16 m) { return _mm512_maskz_loadu_ps(m, p + 4 * column); }
INLINE void store(char *p, size_t column, __mmask16 m, __m512 x) { _mm512_mask_storeu_ps(p + 4 * column, m, x); }

/* out = a + b */
void octavo_rows_add(
    const char *a, size_t ao, size_t as, const char *b, size_t bo, size_t bs, char *out, size_t oo, size_t os, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c += 16) {
            __mmask16 m = lanes(columns - c);
            store(out + oo + r * os, c, m, _mm512_add_ps(load(a + ao + r * as, c, m), load(b + bo + r * bs, c, m)));
        }
}

/* x / (1 + e^-u) with u = x, or what makes it GELU's approximation by tanh: (1 + tanh(v)) / 2 is 1 / (1 + e^-2v), which keeps its digits for large negative v */
INLINE __m512 gate16(__m512 x, const int tanh) {
    const float sqrt_2_over_pi = 0.7978846f;
    __m512 one = _mm512_set1_ps(1.f);
    __m512 u = _mm512_sub_ps(_mm512_setzero_ps(), x);
    if (tanh) {
        __m512 inner = _mm512_fmadd_ps(_mm512_mul_ps(x, x), _mm512_set1_ps(0.044715f), one);
        u = _mm512_mul_ps(_mm512_mul_ps(inner, x), _mm512_set1_ps(-2 * sqrt_2_over_pi));
    }
    return _mm512_div_ps(x, _mm512_add_ps(exp16(_mm512_min_ps(_mm512_set1_ps(90.f), u)), one));
}

/* out = f(gate) * value; values lie as far apart as gates */
INLINE void gates(
    const char *gate, const char *value, size_t stride, char *out, size_t os, size_t rows, size_t columns, const int tanh) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c += 16) {
            __mmask16 m = lanes(columns - c);
            __m512 g = gate16(load(gate + r * stride, c, m), tanh);
            store(out + r * os, c, m, _mm512_mul_ps(g, load(value + r * stride, c, m)));
        }
}

void octavo_rows_gate(
    const char *from, size_t gate, size_t value, size_t stride, char *out, size_t oo, size_t os, size_t rows, size_t columns, int tanh) {
    if (tanh) gates(from + gate, from + value, stride, out + oo, os, rows, columns, 1);
    else gates(from + gate, from + value, stride, out + oo, os, rows, columns, 0);
}

/* out = x / sqrt(mean of x^2 + epsilon) * weight */
void octavo_rows_rms_norm(
    const char *x, size_t xo, size_t xs, const char *weight, size_t wo, char *out, size_t oo, size_t os, size_t rows, size_t width, double epsilon) {
    for (size_t r = 0; r < rows; r++) {
        const char *row = x + xo + r * xs;
        char *to = out + oo + r * os;
        __m512 squares[4] = {_mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps()};
        size_t c = 0;
        for (; c + 64 <= width; c += 64)
#pragma GCC unroll 4
            for (int i = 0; i < 4; i++) {
                __m512 v = load(row, c + 16 * i, 0xffff);
                squares[i] = _mm512_fmadd_ps(v, v, squares[i]);
            }
        for (; c < width; c += 16) {
            __m512 v = load(row, c, lanes(width - c));
            squares[0] = _mm512_fmadd_ps(v, v, squares[0]);
        }
        __m512 sum = _mm512_add_ps(_mm512_add_ps(squares[0], squares[1]), _mm512_add_ps(squares[2], squares[3]));
        __m512 factor = _mm512_set1_ps((float)(1 / sqrt((double)_mm512_reduce_add_ps(sum) / (double)width + epsilon)));
        for (c = 0; c < width; c += 16) {
            __mmask16 m = lanes(width - c);
            store(to, c, m, _mm512_mul_ps(_mm512_mul_ps(load(row, c, m), factor), load(weight + wo, c, m)));
        }
    }
}

/* Rotates rows in place: (first half, second half) = (first cos - second sin, second cos + first sin) */
void octavo_rows_rotate(
    char *x, size_t xo, size_t xs, size_t rows, size_t half, const char *cos, size_t co, const char *sin, size_t so) {
    for (size_t r = 0; r < rows; r++) {
        char *first = x + xo + r * xs;
        char *second = first + 4 * half;
        for (size_t c = 0; c < half; c += 16) {
            __mmask16 m = lanes(half - c);
            __m512 a = load(first, c, m), b = load(second, c, m), f = load(cos + co, c, m), g = load(sin + so, c, m);
            store(first, c, m, _mm512_fnmadd_ps(b, g, _mm512_mul_ps(a, f)));
            store(second, c, m, _mm512_fmadd_ps(a, g, _mm512_mul_ps(b, f)));
        }
    }
}
