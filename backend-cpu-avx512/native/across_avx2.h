/* See across.h. */

/* Sums within the quarters of four vectors: lane 4 l + i is that of v[i]'s quarter l. */
INLINE __m256 within_quarters(__m256 a, __m256 b, __m256 c, __m256 d) {
    __m256d x = _mm256_castps_pd(_mm256_add_ps(_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b)));
    __m256d y = _mm256_castps_pd(_mm256_add_ps(_mm256_unpacklo_ps(c, d), _mm256_unpackhi_ps(c, d)));
    return _mm256_add_ps(_mm256_castpd_ps(_mm256_unpacklo_pd(x, y)), _mm256_castpd_ps(_mm256_unpackhi_pd(x, y)));
}

INLINE void f_store_totals(const floats *v, float *to, size_t stride, const int rows) {
    __m256 halves = _mm256_add_ps(within_quarters(v[0].low, v[1].low, v[2].low, v[3].low), within_quarters(v[0].high, v[1].high, v[2].high, v[3].high));
    __m128 totals = _mm_add_ps(_mm256_castps256_ps128(halves), _mm256_extractf128_ps(halves, 1));
    if (rows == 1) _mm_storeu_ps(to, totals);
    if (rows == 2) {
        _mm_storel_pi((__m64 *)to, totals);
        _mm_storeh_pi((__m64 *)(to + stride), totals);
    }
    if (rows == 4) {
        _mm_store_ss(to, totals);
        _MM_EXTRACT_FLOAT(to[stride], totals, 1);
        _MM_EXTRACT_FLOAT(to[2 * stride], totals, 2);
        _MM_EXTRACT_FLOAT(to[3 * stride], totals, 3);
    }
}

INLINE __m256i largest_of_eight(const ints *v) {
    __m256i m[8], a[4], b[2];
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) m[i] = _mm256_max_epi32(v[i].low, v[i].high);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) a[i] = _mm256_max_epi32(_mm256_unpacklo_epi32(m[2 * i], m[2 * i + 1]), _mm256_unpackhi_epi32(m[2 * i], m[2 * i + 1]));
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++) b[i] = _mm256_max_epi32(_mm256_unpacklo_epi64(a[2 * i], a[2 * i + 1]), _mm256_unpackhi_epi64(a[2 * i], a[2 * i + 1]));
    return _mm256_max_epi32(_mm256_permute2x128_si256(b[0], b[1], 0x20), _mm256_permute2x128_si256(b[0], b[1], 0x31));
}

INLINE ints i_largest16(const ints *v) { return (ints){largest_of_eight(v), largest_of_eight(v + 8)}; }

/* Of 32 bytes, sums of four. */
INLINE __m256i sums_of_four(const char *p) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)p);
    return _mm256_madd_epi16(_mm256_maddubs_epi16(_mm256_set1_epi8(1), bytes), _mm256_set1_epi16(1));
}

/* Sums of each sixteen of 128 bytes. */
INLINE __m256i sums_of_sixteen(const char *p) {
    __m256i first = _mm256_hadd_epi32(sums_of_four(p), sums_of_four(p + 32)), second = _mm256_hadd_epi32(sums_of_four(p + 64), sums_of_four(p + 96));
    __m256i all = _mm256_hadd_epi32(first, second); /* the first sixteen of each 32, then the second ones */
    return _mm256_permutevar8x32_epi32(all, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

INLINE void i_sums_of_16(const char *p, ints *sums) {
#pragma GCC unroll 2
    for (int h = 0; h < 2; h++) sums[h] = (ints){sums_of_sixteen(p + 256 * h), sums_of_sixteen(p + 256 * h + 128)};
}

INLINE __m256i neighbours(ints x) { return _mm256_permute4x64_epi64(_mm256_hadd_epi32(x.low, x.high), 0xd8); }
INLINE ints i_neighbours(ints a, ints b) { return (ints){neighbours(a), neighbours(b)}; }

INLINE floats twice(__m256 x) {
    return (floats){_mm256_permutevar8x32_ps(x, _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3)), _mm256_permutevar8x32_ps(x, _mm256_setr_epi32(4, 4, 5, 5, 6, 6, 7, 7))};
}
INLINE floats f_twice_low(floats x) { return twice(x.low); }
INLINE floats f_twice_high(floats x) { return twice(x.high); }

INLINE __m256i i_bytes(ints a, ints b) {
    __m256i mixed = _mm256_packs_epi16(_mm256_packs_epi32(a.low, a.high), _mm256_packs_epi32(b.low, b.high));
    return _mm256_permutevar8x32_epi32(mixed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

INLINE __m128 totals_of_quarter(const floats *v) {
    __m128 a = quarter_total(v[0]), b = quarter_total(v[1]), c = quarter_total(v[2]), d = quarter_total(v[3]);
    __m128 x = _mm_add_ps(_mm_movelh_ps(a, b), _mm_movehl_ps(b, a)), y = _mm_add_ps(_mm_movelh_ps(c, d), _mm_movehl_ps(d, c));
    return _mm_add_ps(_mm_shuffle_ps(x, y, 0x88), _mm_shuffle_ps(x, y, 0xdd));
}

INLINE floats f_totals_of_quarters(floats v[4][4]) {
    return (floats){_mm256_set_m128(totals_of_quarter(v[1]), totals_of_quarter(v[0])), _mm256_set_m128(totals_of_quarter(v[3]), totals_of_quarter(v[2]))};
}

INLINE __m128 f_quarter(floats x, const int quarter) {
    __m256 half = quarter < 2 ? x.low : x.high;
    return quarter % 2 ? _mm256_extractf128_ps(half, 1) : _mm256_castps256_ps128(half);
}
