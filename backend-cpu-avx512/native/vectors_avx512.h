/* See vectors.h: sixteen numbers are a register. */
#define SUFFIX _avx512

typedef __m512 floats;
typedef __m512i ints;
typedef __mmask16 part;
typedef __mmask16 chosen;

#define ALL_LANES ((part)0xffff)
/* The first n lanes: of less than sixteen; all of them from sixteen on. */
INLINE part few_lanes(unsigned n) { return (part)((1u << n) - 1); }
INLINE part first_lanes(size_t n) { return n < 16 ? few_lanes((unsigned)n) : ALL_LANES; }
INLINE chosen lanes_of_bits(uint32_t bits) { return (chosen)bits; }

INLINE floats f_zero(void) { return _mm512_setzero_ps(); }
INLINE floats f_set(float x) { return _mm512_set1_ps(x); }
INLINE floats f_load(const void *p) { return _mm512_loadu_ps(p); }
INLINE void f_store(void *p, floats x) { _mm512_storeu_ps(p, x); }
/* Other numbers are zero, and their memory is not touched. */
INLINE floats f_load_part(const void *p, part n) { return _mm512_maskz_loadu_ps(n, p); }
INLINE void f_store_part(void *p, part n, floats x) { _mm512_mask_storeu_ps(p, n, x); }
INLINE floats f_add(floats a, floats b) { return _mm512_add_ps(a, b); }
INLINE floats f_sub(floats a, floats b) { return _mm512_sub_ps(a, b); }
INLINE floats f_mul(floats a, floats b) { return _mm512_mul_ps(a, b); }
INLINE floats f_div(floats a, floats b) { return _mm512_div_ps(a, b); }
/* a * b + c, c - a * b */
INLINE floats f_fma(floats a, floats b, floats c) { return _mm512_fmadd_ps(a, b, c); }
INLINE floats f_fnma(floats a, floats b, floats c) { return _mm512_fnmadd_ps(a, b, c); }
/* The second one where a number is none. */
INLINE floats f_max(floats a, floats b) { return _mm512_max_ps(a, b); }
INLINE floats f_min(floats a, floats b) { return _mm512_min_ps(a, b); }
INLINE floats f_abs(floats x) { return _mm512_abs_ps(x); }
INLINE floats f_round(floats x) { return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
/* x * 2^n for whole n, rounded once. */
INLINE floats f_scale(floats x, floats n) { return _mm512_scalef_ps(x, n); }
INLINE chosen f_greater(floats a, floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ); }
INLINE chosen f_at_least(floats a, floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ); }
INLINE floats f_choose(chosen c, floats yes, floats no) { return _mm512_mask_blend_ps(c, no, yes); }
INLINE floats f_only(chosen c, floats x) { return _mm512_maskz_mov_ps(c, x); }
/* x, or -x where chosen. */
INLINE floats f_negate(chosen c, floats x) { return _mm512_mask_sub_ps(x, c, _mm512_setzero_ps(), x); }
/* All lanes added: halves, quarters, pairs, the two that are left. */
INLINE float f_total(floats x) { return _mm512_reduce_add_ps(x); }
INLINE float f_most(floats x) { return _mm512_reduce_max_ps(x); }
INLINE float f_first(floats x) { return _mm512_cvtss_f32(x); }

INLINE ints i_zero(void) { return _mm512_setzero_si512(); }
INLINE ints i_set(int32_t x) { return _mm512_set1_epi32(x); }
INLINE ints i_set_bytes(int x) { return _mm512_set1_epi8((char)x); }
INLINE ints i_set16(int x) { return _mm512_set1_epi16((short)x); }
INLINE ints i_load(const void *p) { return _mm512_loadu_si512(p); }
INLINE void i_store(void *p, ints x) { _mm512_storeu_si512(p, x); }
/* 0, 1, 2, ... */
INLINE ints i_steps(void) { return _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15); }
INLINE ints i_add(ints a, ints b) { return _mm512_add_epi32(a, b); }
INLINE ints i_sub_bytes(ints a, ints b) { return _mm512_sub_epi8(a, b); }
INLINE ints i_mul(ints a, ints b) { return _mm512_mullo_epi32(a, b); }
INLINE ints i_max(ints a, ints b) { return _mm512_max_epi32(a, b); }
INLINE ints i_and(ints a, ints b) { return _mm512_and_si512(a, b); }
/* a, and those bits of b that the mask has. */
INLINE ints i_or_and(ints a, ints b, ints mask) { return _mm512_ternarylogic_epi32(a, b, mask, 0xf8); }
INLINE ints i_shift_left(ints x, const int bits) { return _mm512_slli_epi32(x, bits); }
/* Of numbers of 16 bits. */
INLINE ints i_shift_left16(ints x, const int bits) { return _mm512_slli_epi16(x, bits); }
INLINE ints i_shift_right16(ints x, const int bits) { return _mm512_srli_epi16(x, bits); }
/* Bytes that nibbles stand for. */
INLINE ints i_look_up(__m128i table, ints nibbles) { return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(table), nibbles); }
INLINE chosen i_at_least(ints a, ints b) { return _mm512_cmpge_epi32_mask(a, b); }

/* The same bits. */
INLINE ints f_bits(floats x) { return _mm512_castps_si512(x); }
INLINE floats i_bits(ints x) { return _mm512_castsi512_ps(x); }
/* The same numbers, to nearest even. */
INLINE floats i_floats(ints x) { return _mm512_cvtepi32_ps(x); }
INLINE ints f_ints(floats x) { return _mm512_cvtps_epi32(x); }

/* Sixteen numbers of f16, bf16 or signed bytes, or a part of them, as f32. */
INLINE floats f_of_f16(const void *p) { return _mm512_cvtph_ps(_mm256_loadu_si256(p)); }
INLINE floats f_of_f16_part(const void *p, part n) { return _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(n, p)); }
INLINE floats f_of_bf16_bits(__m256i bits) { return i_bits(i_shift_left(_mm512_cvtepu16_epi32(bits), 16)); }
INLINE floats f_of_bf16(const void *p) { return f_of_bf16_bits(_mm256_loadu_si256(p)); }
INLINE floats f_of_bf16_part(const void *p, part n) { return f_of_bf16_bits(_mm256_maskz_loadu_epi16(n, p)); }
INLINE floats f_of_bytes(__m128i bytes) { return i_floats(_mm512_cvtepi8_epi32(bytes)); }
/* 32 numbers of f16. */
INLINE floats f_of_low_f16(ints x) { return _mm512_cvtph_ps(_mm512_castsi512_si256(x)); }
INLINE floats f_of_high_f16(ints x) { return _mm512_cvtph_ps(_mm512_extracti64x4_epi64(x, 1)); }
/* 32 signed or unsigned bytes as numbers of 16 bits. */
INLINE ints i_widen_signed(__m256i bytes) { return _mm512_cvtepi8_epi16(bytes); }
INLINE ints i_widen_unsigned(__m256i bytes) { return _mm512_cvtepu8_epi16(bytes); }
/* The first n of 32 numbers of 16 bits, or of 32 bytes; others are zero. */
INLINE ints i_load16_first(const void *p, unsigned n) { return _mm512_maskz_loadu_epi16((__mmask32)((1u << n) - 1), p); }
INLINE __m256i bytes_first(const void *p, unsigned n) { return _mm256_maskz_loadu_epi8((1u << n) - 1, p); }
/* Numbers of 16 bits, but `number` where there is a `byte`. */
INLINE ints i_replace16(ints x, __m256i bytes, int byte, int number) {
    return _mm512_mask_mov_epi16(x, _mm256_cmpeq_epi8_mask(bytes, _mm256_set1_epi8((char)byte)), i_set16(number));
}
