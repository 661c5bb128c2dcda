/*
 * What goes across the lanes of vectors of sixteen numbers (vectors.h), for each instruction set; all add up in the same order.
 *   f_store_totals(v, to, stride, R)   the sums of the lanes of sixteen vectors of AVX-512, or of four of AVX2, as R rows: within quarters, then the quarters
 *   f_totals_of_quarters(v)            lane 4 q + c is the sum of the lanes of v[q][c], added in the order of f_total; f_quarter(x, q) is quarter q
 *   i_largest16(v)                     lane i is the largest lane of v[i]
 *   i_sums_of_16(p, sums)              sums of each sixteen of 512 signed bytes
 *   i_neighbours(a, b)                 sums of neighbours: two of a, ..., two of b, ...
 *   f_twice_low(x), f_twice_high(x)    each of the first eight lanes twice, of the others
 *   i_bytes(a, b)                      as signed bytes, the nearest where a number is none
 */
#ifndef OCTAVO_ACROSS_H
#define OCTAVO_ACROSS_H
#include "vectors.h"

#ifdef __AVX512F__
#include "across_avx512.h"
#else
#include "across_avx2.h"
#endif
#endif
