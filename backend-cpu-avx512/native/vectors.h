/*
 * Vectors of sixteen numbers, as the kernels see them: one register of AVX-512, or two of AVX2, which do the same in the same order and so give the same bits. What is written with these names runs on both.
 *   floats   sixteen f32
 *   ints     sixteen i32, or sixty-four bytes
 *   part     the first few lanes of either, or all
 *   chosen   any choice of lanes
 * Names of functions begin with what they take or give: f_ or i_.
 */
#ifndef OCTAVO_VECTORS_H
#define OCTAVO_VECTORS_H
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

/* A function's name for the instruction set that it is compiled for. */
#define SET(name) JOIN(name, SUFFIX)

#ifdef __AVX512F__
#include "vectors_avx512.h"
#else
#include "vectors_avx2.h"
#endif

/* 32 numbers of f32. */
struct halves {
    floats first, second;
};
#endif
