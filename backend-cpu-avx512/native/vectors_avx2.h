/* See vectors.h: sixteen numbers are two registers. */
#ifdef __AVXVNNI__
#define SUFFIX _avxvnni
#else
#define SUFFIX _avx2
#endif

typedef struct {
    __m256 low, high;
} floats;

typedef struct {
    __m256i low, high;
} ints;

typedef size_t part;
typedef floats chosen; /* all bits of a lane, or none */

#define BOTH(type, function, a) \
    (type) { function((a).low), function((a).high) }
#define BOTH_OF(type, function, a, b) \
    (type) { function((a).low, (b).low), function((a).high, (b).high) }
#define BOTH_WITH(type, function, a, constant) \
    (type) { function((a).low, constant), function((a).high, constant) }

INLINE floats i_bits(ints x) { return BOTH(floats, _mm256_castsi256_ps, x); }
INLINE ints f_bits(floats x) { return BOTH(ints, _mm256_castps_si256, x); }

#define ALL_LANES ((part)16)
/* The first n lanes: of less than sixteen; all of them from sixteen on. */
INLINE part few_lanes(unsigned n) { return n; }
INLINE part first_lanes(size_t n) { return n < ALL_LANES ? n : ALL_LANES; }
INLINE ints lanes_of_part(part n) {
    const __m256i count = _mm256_set1_epi32((int)n), low = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return (ints){_mm256_cmpgt_epi32(count, low), _mm256_cmpgt_epi32(count, _mm256_add_epi32(low, _mm256_set1_epi32(8)))};
}
INLINE chosen lanes_of_bits(uint32_t bits) {
    const __m256i all = _mm256_set1_epi32((int)bits), low = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128), high = _mm256_slli_epi32(low, 8);
    return i_bits((ints){_mm256_cmpeq_epi32(_mm256_and_si256(all, low), low), _mm256_cmpeq_epi32(_mm256_and_si256(all, high), high)});
}

INLINE floats f_zero(void) { return (floats){_mm256_setzero_ps(), _mm256_setzero_ps()}; }
INLINE floats f_set(float x) { return (floats){_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
INLINE floats f_load(const void *p) { return (floats){_mm256_loadu_ps(p), _mm256_loadu_ps((const float *)p + 8)}; }
INLINE void f_store(void *p, floats x) {
    _mm256_storeu_ps(p, x.low);
    _mm256_storeu_ps((float *)p + 8, x.high);
}
/* Other numbers are zero, and their memory is not touched. Some processors take long for masked stores. */
INLINE floats f_load_part(const void *p, part n) {
    if (n == ALL_LANES) return f_load(p);
    ints m = lanes_of_part(n);
    return (floats){_mm256_maskload_ps(p, m.low), _mm256_maskload_ps((const float *)p + 8, m.high)};
}
INLINE void f_store_part(void *p, part n, floats x) {
    if (n == ALL_LANES) {
        f_store(p, x);
        return;
    }
    ints m = lanes_of_part(n);
    _mm256_maskstore_ps(p, m.low, x.low);
    _mm256_maskstore_ps((float *)p + 8, m.high, x.high);
}
INLINE floats f_add(floats a, floats b) { return BOTH_OF(floats, _mm256_add_ps, a, b); }
INLINE floats f_sub(floats a, floats b) { return BOTH_OF(floats, _mm256_sub_ps, a, b); }
INLINE floats f_mul(floats a, floats b) { return BOTH_OF(floats, _mm256_mul_ps, a, b); }
INLINE floats f_div(floats a, floats b) { return BOTH_OF(floats, _mm256_div_ps, a, b); }
/* a * b + c, c - a * b */
INLINE floats f_fma(floats a, floats b, floats c) { return (floats){_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)}; }
INLINE floats f_fnma(floats a, floats b, floats c) { return (floats){_mm256_fnmadd_ps(a.low, b.low, c.low), _mm256_fnmadd_ps(a.high, b.high, c.high)}; }
/* The second one where a number is none. */
INLINE floats f_max(floats a, floats b) { return BOTH_OF(floats, _mm256_max_ps, a, b); }
INLINE floats f_min(floats a, floats b) { return BOTH_OF(floats, _mm256_min_ps, a, b); }
INLINE floats f_abs(floats x) {
    const __m256 sign = _mm256_set1_ps(-0.f);
    return (floats){_mm256_andnot_ps(sign, x.low), _mm256_andnot_ps(sign, x.high)};
}
INLINE floats f_round(floats x) { return BOTH_WITH(floats, _mm256_round_ps, x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
INLINE __m256 power_of_two(__m256i n) { return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(n, _mm256_set1_epi32(127)), 23)); }
/* x * 2^n for whole n, |n| < 250 and |x| near 1, rounded once: half of n first, which is exact. */
INLINE __m256 scale_eight(__m256 x, __m256 n) {
    __m256i all = _mm256_cvtps_epi32(n), half = _mm256_srai_epi32(all, 1);
    return _mm256_mul_ps(_mm256_mul_ps(x, power_of_two(half)), power_of_two(_mm256_sub_epi32(all, half)));
}
INLINE floats f_scale(floats x, floats n) { return BOTH_OF(floats, scale_eight, x, n); }
INLINE chosen f_greater(floats a, floats b) { return (chosen){_mm256_cmp_ps(a.low, b.low, _CMP_GT_OQ), _mm256_cmp_ps(a.high, b.high, _CMP_GT_OQ)}; }
INLINE chosen f_at_least(floats a, floats b) { return (chosen){_mm256_cmp_ps(a.low, b.low, _CMP_GE_OQ), _mm256_cmp_ps(a.high, b.high, _CMP_GE_OQ)}; }
INLINE floats f_choose(chosen c, floats yes, floats no) { return (floats){_mm256_blendv_ps(no.low, yes.low, c.low), _mm256_blendv_ps(no.high, yes.high, c.high)}; }
INLINE floats f_only(chosen c, floats x) { return BOTH_OF(floats, _mm256_and_ps, c, x); }
/* x, or -x where chosen. */
INLINE floats f_negate(chosen c, floats x) { return f_choose(c, f_sub(f_zero(), x), x); }
INLINE __m128 quarter_total(floats x) {
    __m256 half = _mm256_add_ps(x.high, x.low);
    return _mm_add_ps(_mm256_extractf128_ps(half, 1), _mm256_castps256_ps128(half));
}
/* All lanes added: halves, quarters, pairs, the two that are left. */
INLINE float f_total(floats x) {
    __m128 quarter = quarter_total(x), pair = _mm_add_ps(quarter, _mm_movehl_ps(quarter, quarter));
    return _mm_cvtss_f32(_mm_add_ss(pair, _mm_movehdup_ps(pair)));
}
INLINE float f_most(floats x) {
    __m256 half = _mm256_max_ps(x.high, x.low);
    __m128 quarter = _mm_max_ps(_mm256_extractf128_ps(half, 1), _mm256_castps256_ps128(half)), pair = _mm_max_ps(quarter, _mm_movehl_ps(quarter, quarter));
    return _mm_cvtss_f32(_mm_max_ss(pair, _mm_movehdup_ps(pair)));
}
INLINE float f_first(floats x) { return _mm256_cvtss_f32(x.low); }

INLINE ints i_zero(void) { return (ints){_mm256_setzero_si256(), _mm256_setzero_si256()}; }
INLINE ints i_set(int32_t x) { return (ints){_mm256_set1_epi32(x), _mm256_set1_epi32(x)}; }
INLINE ints i_set_bytes(int x) { return (ints){_mm256_set1_epi8((char)x), _mm256_set1_epi8((char)x)}; }
INLINE ints i_set16(int x) { return (ints){_mm256_set1_epi16((short)x), _mm256_set1_epi16((short)x)}; }
INLINE ints i_load(const void *p) { return (ints){_mm256_loadu_si256(p), _mm256_loadu_si256((const __m256i *)p + 1)}; }
INLINE void i_store(void *p, ints x) {
    _mm256_storeu_si256(p, x.low);
    _mm256_storeu_si256((__m256i *)p + 1, x.high);
}
/* 0, 1, 2, ... */
INLINE ints i_steps(void) { return (ints){_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_setr_epi32(8, 9, 10, 11, 12, 13, 14, 15)}; }
INLINE ints i_add(ints a, ints b) { return BOTH_OF(ints, _mm256_add_epi32, a, b); }
INLINE ints i_sub_bytes(ints a, ints b) { return BOTH_OF(ints, _mm256_sub_epi8, a, b); }
INLINE ints i_mul(ints a, ints b) { return BOTH_OF(ints, _mm256_mullo_epi32, a, b); }
INLINE ints i_max(ints a, ints b) { return BOTH_OF(ints, _mm256_max_epi32, a, b); }
INLINE ints i_and(ints a, ints b) { return BOTH_OF(ints, _mm256_and_si256, a, b); }
/* a, and those bits of b that the mask has. */
INLINE ints i_or_and(ints a, ints b, ints mask) {
    ints bits = i_and(b, mask);
    return BOTH_OF(ints, _mm256_or_si256, a, bits);
}
INLINE ints i_shift_left(ints x, const int bits) { return BOTH_WITH(ints, _mm256_slli_epi32, x, bits); }
/* Of numbers of 16 bits. */
INLINE ints i_shift_left16(ints x, const int bits) { return BOTH_WITH(ints, _mm256_slli_epi16, x, bits); }
INLINE ints i_shift_right16(ints x, const int bits) { return BOTH_WITH(ints, _mm256_srli_epi16, x, bits); }
/* Bytes that nibbles stand for. */
INLINE ints i_look_up(__m128i table, ints nibbles) {
    __m256i twice = _mm256_broadcastsi128_si256(table);
    return (ints){_mm256_shuffle_epi8(twice, nibbles.low), _mm256_shuffle_epi8(twice, nibbles.high)};
}
INLINE chosen i_at_least(ints a, ints b) {
    const __m256i all = _mm256_set1_epi32(-1);
    return i_bits((ints){_mm256_xor_si256(_mm256_cmpgt_epi32(b.low, a.low), all), _mm256_xor_si256(_mm256_cmpgt_epi32(b.high, a.high), all)});
}

/* The same numbers, to nearest even. */
INLINE floats i_floats(ints x) { return BOTH(floats, _mm256_cvtepi32_ps, x); }
INLINE ints f_ints(floats x) { return BOTH(ints, _mm256_cvtps_epi32, x); }

/* The first n of 32 numbers of 16 bits, or of 32 bytes; others are zero. */
INLINE ints i_load16_first(const void *p, unsigned n) {
    uint16_t numbers[32] = {0};
    __builtin_memcpy(numbers, p, 2 * n);
    return i_load(numbers);
}
INLINE __m256i bytes_first(const void *p, unsigned n) {
    uint8_t bytes[32] = {0};
    __builtin_memcpy(bytes, p, n);
    return _mm256_loadu_si256((const __m256i *)bytes);
}

/* Sixteen numbers of f16, bf16 or signed bytes, or a part of them, as f32. */
INLINE floats f_of_f16_bits(__m256i bits) { return (floats){_mm256_cvtph_ps(_mm256_castsi256_si128(bits)), _mm256_cvtph_ps(_mm256_extracti128_si256(bits, 1))}; }
INLINE floats f_of_f16(const void *p) { return (floats){_mm256_cvtph_ps(_mm_loadu_si128(p)), _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p + 1))}; }
INLINE floats f_of_f16_part(const void *p, part n) { return f_of_f16_bits(bytes_first(p, 2 * (unsigned)n)); }
INLINE floats f_of_bf16(const void *p) {
    return i_bits(i_shift_left((ints){_mm256_cvtepu16_epi32(_mm_loadu_si128(p)), _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)p + 1))}, 16));
}
INLINE floats f_of_bf16_part(const void *p, part n) {
    __m256i bits = bytes_first(p, 2 * (unsigned)n);
    return f_of_bf16(&bits);
}
INLINE floats f_of_bytes(__m128i bytes) { return i_floats((ints){_mm256_cvtepi8_epi32(bytes), _mm256_cvtepi8_epi32(_mm_srli_si128(bytes, 8))}); }
/* 32 numbers of f16. */
INLINE floats f_of_low_f16(ints x) { return f_of_f16_bits(x.low); }
INLINE floats f_of_high_f16(ints x) { return f_of_f16_bits(x.high); }
/* 32 signed or unsigned bytes as numbers of 16 bits. */
INLINE ints i_widen_signed(__m256i bytes) { return (ints){_mm256_cvtepi8_epi16(_mm256_castsi256_si128(bytes)), _mm256_cvtepi8_epi16(_mm256_extracti128_si256(bytes, 1))}; }
INLINE ints i_widen_unsigned(__m256i bytes) { return (ints){_mm256_cvtepu8_epi16(_mm256_castsi256_si128(bytes)), _mm256_cvtepu8_epi16(_mm256_extracti128_si256(bytes, 1))}; }
/* Numbers of 16 bits, but `number` where there is a `byte`. */
INLINE ints i_replace16(ints x, __m256i bytes, int byte, int number) {
    ints where = i_widen_signed(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)byte))), y = i_set16(number);
    return (ints){_mm256_blendv_epi8(x.low, y.low, where.low), _mm256_blendv_epi8(x.high, y.high, where.high)};
}
