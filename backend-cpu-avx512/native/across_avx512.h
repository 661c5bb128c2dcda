/* See across.h. */
/* Lane i is the sum of the lanes of v[i]. */
INLINE floats totals16(const floats *v) {
    floats a[8], b[4], c[2];
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) a[i] = f_add(_mm512_unpacklo_ps(v[2 * i], v[2 * i + 1]), _mm512_unpackhi_ps(v[2 * i], v[2 * i + 1]));
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        __m512d x = _mm512_castps_pd(a[2 * i]), y = _mm512_castps_pd(a[2 * i + 1]);
        b[i] = f_add(_mm512_castpd_ps(_mm512_unpacklo_pd(x, y)), _mm512_castpd_ps(_mm512_unpackhi_pd(x, y)));
    }
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++) c[i] = f_add(_mm512_shuffle_f32x4(b[2 * i], b[2 * i + 1], 0x44), _mm512_shuffle_f32x4(b[2 * i], b[2 * i + 1], 0xee));
    return f_add(_mm512_shuffle_f32x4(c[0], c[1], 0x88), _mm512_shuffle_f32x4(c[0], c[1], 0xdd));
}

INLINE void f_store_totals(const floats *v, float *to, size_t stride, const int rows) {
    floats totals = totals16(v);
    if (rows == 1) f_store(to, totals);
    if (rows == 2) {
        _mm256_storeu_ps(to, _mm512_castps512_ps256(totals));
        _mm256_storeu_ps(to + stride, _mm512_extractf32x8_ps(totals, 1));
    }
    if (rows == 4) {
        _mm_storeu_ps(to, _mm512_castps512_ps128(totals));
        _mm_storeu_ps(to + stride, _mm512_extractf32x4_ps(totals, 1));
        _mm_storeu_ps(to + 2 * stride, _mm512_extractf32x4_ps(totals, 2));
        _mm_storeu_ps(to + 3 * stride, _mm512_extractf32x4_ps(totals, 3));
    }
}

INLINE ints i_largest16(const ints *v) {
    ints a[8], b[4], c[2];
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) a[i] = i_max(_mm512_unpacklo_epi32(v[2 * i], v[2 * i + 1]), _mm512_unpackhi_epi32(v[2 * i], v[2 * i + 1]));
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) b[i] = i_max(_mm512_unpacklo_epi64(a[2 * i], a[2 * i + 1]), _mm512_unpackhi_epi64(a[2 * i], a[2 * i + 1]));
    /* Lane 4 l + i of b[j]: what quarter l has of v[4 j + i]. */
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++) c[i] = i_max(_mm512_shuffle_i32x4(b[2 * i], b[2 * i + 1], 0x88), _mm512_shuffle_i32x4(b[2 * i], b[2 * i + 1], 0xdd));
    return i_max(_mm512_shuffle_i32x4(c[0], c[1], 0x88), _mm512_shuffle_i32x4(c[0], c[1], 0xdd));
}

#ifdef __AVX512VNNI__
INLINE void i_sums_of_16(const char *p, ints *sums) {
#pragma GCC unroll 2
    for (int h = 0; h < 2; h++) {
        ints four[4], pairs[2];
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) four[i] = _mm512_dpbusd_epi32(i_zero(), i_set_bytes(1), i_load(p + 256 * h + 64 * i));
#pragma GCC unroll 2
        for (int i = 0; i < 2; i++) pairs[i] = i_add(_mm512_unpacklo_epi32(four[2 * i], four[2 * i + 1]), _mm512_unpackhi_epi32(four[2 * i], four[2 * i + 1]));
        ints all = i_add(_mm512_unpacklo_epi64(pairs[0], pairs[1]), _mm512_unpackhi_epi64(pairs[0], pairs[1]));
        sums[h] = _mm512_permutexvar_epi32(_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), all);
    }
}
#endif

INLINE ints i_neighbours(ints a, ints b) {
    const ints even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    return i_add(_mm512_permutex2var_epi32(a, even, b), _mm512_permutex2var_epi32(a, i_add(even, i_set(1)), b));
}

INLINE floats f_twice_low(floats x) { return _mm512_permutexvar_ps(_mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7), x); }
INLINE floats f_twice_high(floats x) { return _mm512_permutexvar_ps(_mm512_setr_epi32(8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15), x); }
INLINE __m256i i_bytes(ints a, ints b) { return _mm256_set_m128i(_mm512_cvtsepi32_epi8(b), _mm512_cvtsepi32_epi8(a)); }

/* A third of the operations of sixteen totals. */
INLINE floats f_totals_of_quarters(floats v[4][4]) {
    floats quarters[4], pairs[2];
#pragma GCC unroll 4
    for (int c = 0; c < 4; c++) {
        floats low = f_add(_mm512_shuffle_f32x4(v[0][c], v[1][c], 0x44), _mm512_shuffle_f32x4(v[0][c], v[1][c], 0xee));
        floats high = f_add(_mm512_shuffle_f32x4(v[2][c], v[3][c], 0x44), _mm512_shuffle_f32x4(v[2][c], v[3][c], 0xee));
        quarters[c] = f_add(_mm512_shuffle_f32x4(low, high, 0x88), _mm512_shuffle_f32x4(low, high, 0xdd));
    }
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++) {
        __m512d x = _mm512_castps_pd(quarters[2 * i]), y = _mm512_castps_pd(quarters[2 * i + 1]);
        pairs[i] = f_add(_mm512_castpd_ps(_mm512_unpacklo_pd(x, y)), _mm512_castpd_ps(_mm512_unpackhi_pd(x, y)));
    }
    return f_add(_mm512_shuffle_ps(pairs[0], pairs[1], 0x88), _mm512_shuffle_ps(pairs[0], pairs[1], 0xdd));
}

INLINE __m128 f_quarter(floats x, const int quarter) {
    switch (quarter) {
        case 0: return _mm512_castps512_ps128(x);
        case 1: return _mm512_extractf32x4_ps(x, 1);
        case 2: return _mm512_extractf32x4_ps(x, 2);
        default: return _mm512_extractf32x4_ps(x, 3);
    }
}
