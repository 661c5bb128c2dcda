// The words of matrix.h for AMD's matrix units: MFMA of gfx908, gfx90a and gfx94x, WMMA of gfx11 and of gfx12.
#ifndef MATRIX_AMD_H
#define MATRIX_AMD_H

#if defined(VENDOR_HIP)

typedef float octavo_sums __attribute__((ext_vector_type(UNIT_SUMS)));
typedef _Float16 octavo_halves __attribute__((ext_vector_type(2 * UNIT_A)));
typedef short octavo_shorts __attribute__((ext_vector_type(2 * UNIT_A)));
typedef short octavo_pair __attribute__((ext_vector_type(2)));
typedef u32 octavo_words __attribute__((ext_vector_type(UNIT_A)));

#if defined(UNITS_MFMA)
#define PRODUCT_F16(x, y, c) __builtin_amdgcn_mfma_f32_16x16x16f16(x, y, c, 0, 0, 0)
#define PRODUCT_BF16(x, y, c) __builtin_amdgcn_mfma_f32_16x16x16bf16_1k(x, y, c, 0, 0, 0)
#elif defined(UNITS_WMMA11)
#define PRODUCT_F16(x, y, c) __builtin_amdgcn_wmma_f32_16x16x16_f16_w32(x, y, c)
#define PRODUCT_BF16(x, y, c) __builtin_amdgcn_wmma_f32_16x16x16_bf16_w32(x, y, c)
#else
#define PRODUCT_F16(x, y, c) __builtin_amdgcn_wmma_f32_16x16x16_f16_w32_gfx12(x, y, c)
#define PRODUCT_BF16(x, y, c) __builtin_amdgcn_wmma_f32_16x16x16_bf16_w32_gfx12(x, y, c)
#endif

DEVICE octavo_words octavo_words_of(const u32 *w) {
    octavo_words words;
#pragma unroll
    for (i32 i = 0; i < UNIT_A; i++) {
        words[i] = w[i];
    }
    return words;
}

#define MULTIPLY(name, product)                    \
    DEVICE void name(float *c, const u32 *a, const u32 *b) { \
        octavo_sums sums;                          \
        _Pragma("unroll") for (i32 i = 0; i < UNIT_SUMS; i++) { \
            sums[i] = c[i];                        \
        }                                          \
        sums = product(a, b, sums);                \
        _Pragma("unroll") for (i32 i = 0; i < UNIT_SUMS; i++) { \
            c[i] = sums[i];                        \
        }                                          \
    }

DEVICE octavo_sums octavo_product_f16(const u32 *a, const u32 *b, octavo_sums sums) {
    return PRODUCT_F16(__builtin_bit_cast(octavo_halves, octavo_words_of(b)), __builtin_bit_cast(octavo_halves, octavo_words_of(a)), sums);
}

DEVICE octavo_sums octavo_product_bf16(const u32 *a, const u32 *b, octavo_sums sums) {
#if defined(__gfx908__)
    // Eight k at a time, two in each lane: one word of a lane's, then the other.
    sums = __builtin_amdgcn_mfma_f32_16x16x8bf16(__builtin_bit_cast(octavo_pair, b[0]), __builtin_bit_cast(octavo_pair, a[0]), sums, 0, 0, 0);
    return __builtin_amdgcn_mfma_f32_16x16x8bf16(__builtin_bit_cast(octavo_pair, b[1]), __builtin_bit_cast(octavo_pair, a[1]), sums, 0, 0, 0);
#else
    return PRODUCT_BF16(__builtin_bit_cast(octavo_shorts, octavo_words_of(b)), __builtin_bit_cast(octavo_shorts, octavo_words_of(a)), sums);
#endif
}

MULTIPLY(multiply_add_f16, octavo_product_f16)
MULTIPLY(multiply_add_bf16, octavo_product_bf16)

DEVICE u32 octavo_from_neighbour(u32 x, i32 mask) {
    return (u32)__builtin_amdgcn_ds_bpermute((LANE ^ mask) * 4, (i32)x);
}

DEVICE float FROM_NEIGHBOUR(float x, i32 mask) {
    return FLOAT_OF_BITS(octavo_from_neighbour(BITS_OF_FLOAT(x), mask));
}

DEVICE void COPY16(void *to, const void *from, i32 bytes) {
    uint4 all;
    if (bytes == 16) {
        all = *(const uint4 *)from;
    } else {
        u32 words[4];
        const u16 *numbers = (const u16 *)from;
#pragma unroll
        for (i32 i = 0; i < 4; i++) {
            words[i] = bytes > 4 * i ? numbers[2 * i] : 0;
            words[i] |= bytes > 4 * i + 2 ? (u32)numbers[2 * i + 1] << 16 : 0;
        }
        all.x = words[0];
        all.y = words[1];
        all.z = words[2];
        all.w = words[3];
    }
    *(uint4 *)to = all;
}

// Copies have arrived in work-group memory when COPY16 returns, or will have at the next barrier.
#define COPIES_END()
#define COPIES_WAIT(n)

DEVICE u32 pack_f16(float x, float y) {
    return float_to_half(x) | (u32)float_to_half(y) << 16;
}

// A bf16 in the upper half, as float_to_bf16 rounds, without branches.
DEVICE u32 octavo_upper_bf16(float x) {
    u32 bits = BITS_OF_FLOAT(x);
    return ISNAN(x) ? bits | 0x400000u : bits + 0x7fffu + (bits >> 16 & 1);
}

DEVICE u32 pack_bf16(float x, float y) {
    return __builtin_amdgcn_perm(octavo_upper_bf16(y), octavo_upper_bf16(x), 0x07060302);
}

typedef _Float16 octavo_half_pair __attribute__((ext_vector_type(2)));

DEVICE u32 less_f16(u32 x, u32 y) {
    return __builtin_bit_cast(u32, __builtin_bit_cast(octavo_half_pair, x) - __builtin_bit_cast(octavo_half_pair, y));
}

// Differences are exact, so their lower halves are 0.
DEVICE u32 less_bf16(u32 x, u32 y) {
    float low = FLOAT_OF_BITS(x << 16) - FLOAT_OF_BITS(y << 16);
    float high = FLOAT_OF_BITS(x & 0xffff0000u) - FLOAT_OF_BITS(y & 0xffff0000u);
    return BITS_OF_FLOAT(low) >> 16 | (BITS_OF_FLOAT(high) & 0xffff0000u);
}

// The instruction has a byte for each place, and counts its second operand first.
#define BYTES_OF(x, y, selector)                                                                                   \
    __builtin_amdgcn_perm(y, x, ((selector) & 7) | ((selector) >> 4 & 7) << 8 | ((selector) >> 8 & 7) << 16 | ((selector) >> 12 & 7) << 24)

#elif defined(VENDOR_HOST)

struct octavo_waves {
    u16 x[32][CREW][2 * UNIT_A];
    u16 y[32][CREW][2 * UNIT_A];
    u32 word[32][CREW];
};
static thread_local octavo_waves octavo_wave;

// Where AMD's documents put numbers: which lane of a wave has number k of row i of the first matrix (and of column i of the second one), and at which place; and element (i, j) of the sums.
#if defined(UNITS_MFMA)
#define FACTOR_LANE(i, k, each) ((i) + 16 * ((k) / (each)))
#define FACTOR_PLACE(k, each) ((k) % (each))
#define SUM_AT(lane, x, i, j) ((i) = (lane) / 16 * 4 + (x), (j) = (lane) % 16)
#elif defined(UNITS_WMMA11)
#define FACTOR_LANE(i, k, each) ((i) + 16 * ((k) & 1)) // either half will do, since they have to be alike
#define FACTOR_PLACE(k, each) (k)
#define SUM_AT(lane, x, i, j) ((i) = 2 * (x) + (lane) / 16, (j) = (lane) % 16)
#else
#define FACTOR_LANE(i, k, each) ((i) + 16 * ((k) / 8))
#define FACTOR_PLACE(k, each) ((k) % 8)
#define SUM_AT(lane, x, i, j) ((i) = (lane) / 16 * 8 + (x), (j) = (lane) % 16)
#endif

// c += x * y of 16 x depth and depth x 16 matrices, whose lanes have "each" numbers from a place on.
template <bool Half>
static inline void octavo_wave_product(float *c, i32 depth, i32 each, i32 from) {
    i32 wave = ITEM(0) / CREW;
    for (i32 n = 0; n < UNIT_SUMS; n++) {
        i32 i;
        i32 j;
        SUM_AT(LANE, n, i, j);
        double products[16];
        for (i32 k = 0; k < depth; k++) {
            u16 left = octavo_wave.x[wave][FACTOR_LANE(i, k, each)][from + FACTOR_PLACE(k, each)];
            u16 right = octavo_wave.y[wave][FACTOR_LANE(j, k, each)][from + FACTOR_PLACE(k, each)];
            products[k] = (double)octavo_number<Half>(left, 0) * (double)octavo_number<Half>(right, 0);
        }
        // No document says how AMD's units add; this is no better than any of NVIDIA's.
        c[n] = octavo_sum(c[n], products);
        if (depth > 8) {
            c[n] = octavo_sum(c[n], products + 8);
        }
    }
}

template <bool Half>
static inline void octavo_multiply_add(float *c, const u32 *a, const u32 *b) {
    i32 wave = ITEM(0) / CREW;
    for (i32 i = 0; i < 2 * UNIT_A; i++) {
        octavo_wave.x[wave][LANE][i] = (u16)(b[i / 2] >> (i % 2 * 16));
        octavo_wave.y[wave][LANE][i] = (u16)(a[i / 2] >> (i % 2 * 16));
    }
    BARRIER();
#if defined(__gfx908__)
    if (!Half) {
        octavo_wave_product<Half>(c, 8, 2, 0);
        octavo_wave_product<Half>(c, 8, 2, 2);
        BARRIER();
        return;
    }
#endif
    octavo_wave_product<Half>(c, 16, 4, 0);
    BARRIER();
}

static inline u32 octavo_from_neighbour(u32 x, i32 mask) {
    i32 wave = ITEM(0) / CREW;
    octavo_wave.word[wave][LANE] = x;
    BARRIER();
    u32 other = octavo_wave.word[wave][LANE ^ mask];
    BARRIER();
    return other;
}

DEVICE float FROM_NEIGHBOUR(float x, i32 mask) {
    return FLOAT_OF_BITS(octavo_from_neighbour(BITS_OF_FLOAT(x), mask));
}
#endif

// Where most of a wave's 256 registers are taken by sums, the compiler would spill what it loads ahead, and addresses that it computes before a loop. MFMA's sums have registers of their own.
#if defined(VENDOR_HIP) && !defined(UNITS_MFMA) && __has_builtin(__builtin_amdgcn_sched_barrier)
#define IN_ORDER() __builtin_amdgcn_sched_barrier(0)
#define IN_PLACE(x) __asm__ volatile("" : "+v"(x))
#else
#define IN_ORDER()
#define IN_PLACE(x)
#endif

// A lane's sums 2i and 2i + 1, packed, as numbers of its row.
DEVICE void octavo_put_columns(u32 *a, i32 i, u32 own) {
#if defined(UNITS_WMMA11)
    // They are of every other column, the rest is in the other half of the wave.
    u32 other = octavo_from_neighbour(own, 16);
    u32 even = UNIT_SHARE == 0 ? own : other;
    u32 odd = UNIT_SHARE == 0 ? other : own;
    a[2 * i] = (even & 0xffffu) | odd << 16;
    a[2 * i + 1] = even >> 16 | (odd & 0xffff0000u);
#else
    a[i] = own;
#endif
}

#define SUMS_TO_ROWS(T)                                                                                            \
    DEVICE void rows_of_sums_##T(u32 *a, const float sums[COLUMNS16][UNIT_SUMS]) {                                 \
        _Pragma("unroll") for (i32 i = 0; i < UNIT_SUMS / 2; i++) {                                                \
            octavo_put_columns(a, i, pack_##T(sums[0][2 * i], sums[0][2 * i + 1]));                                \
        }                                                                                                          \
    }

#if defined(UNITS_WMMA11)
#define FIRST_K 0
#else
#define FIRST_K SUM_COLUMN(0)
#endif

DEVICE void LOAD_COLUMNS(u32 b[COLUMNS16][UNIT_B], LOCAL_POINTER(const u8) at, i32 pitch) {
    LOCAL_POINTER(const u8) own = at + FIRST_K * pitch + UNIT_COLUMN * 2;
#pragma unroll
    for (i32 i = 0; i < UNIT_B; i++) {
        u32 low = *(LOCAL_POINTER(const u16))(own + 2 * i * pitch);
        u32 high = *(LOCAL_POINTER(const u16))(own + (2 * i + 1) * pitch);
        b[0][i] = low | high << 16;
    }
}
#endif
