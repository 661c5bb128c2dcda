// Words for matrix units: where a work-group's work-items come in crews (CUDA's warps, AMD's waves) that multiply small matrices together.
// ITEM(0) counts the work-items of a group that has one dimension; a crew is CREW of them in order, LANE is the place in it. All work-items of a group come to these words together, as to BARRIER().
//   MULTIPLY_ADD(T, c, a, b)   c[16 x UNIT_COLUMNS] += a[16 x 16] * b[16 x UNIT_COLUMNS], T being f16 or bf16, sums in f32. A lane has UNIT_A words of a, with two numbers in each, the lower k in the lower half;
//                              UNIT_B words of b; UNIT_SUMS numbers of c. Which ones these are, fragments.h says for each kind of units:
//   UNIT_ROW(side)             the rows of a that a lane has numbers of, UNIT_SIDES of them. Its sums are of the same rows: c[x] of the row of UNIT_SIDE(x)
//   UNIT_COLUMN                the column of b that it has numbers of
//   UNIT_PIECE(i)              the fourths of the 16 k that it has, the same of both matrices, UNIT_PIECES of them, two words each: a[UNIT_WORD(side, i, j)] and b[2 * i + j], j being 0 and 1. Which k a fourth is
//                              does not matter as long as both matrices agree
//   SUM_COLUMN(x)              the column of c[x]
//   UNIT_SHARE                 which share of a row's sums it has; a row has one lane with share 0
//   SUM_OF_ROW(x), LARGEST_OF_ROW(x)   over the lanes that have shares of a row, the same for all of them
//   ROWS_OF_SUMS(T, a, sums)   makes sums of 16 columns, sums[COLUMNS16][UNIT_SUMS], the a of a multiplication whose k are those columns
//   LOAD_COLUMNS(b, at, pitch) loads its b of 16 columns, b[COLUMNS16][UNIT_B], from work-group memory: rows of 16 numbers of 16 bits, k after k, "pitch" bytes apart, all at multiples of 16 bytes
//   FROM_NEIGHBOUR(x, mask)    the float x of lane LANE ^ mask of the crew; mask is a power of two below CREW
//   COPY16(to, from, bytes)    starts a copy of 16 bytes from device to work-group memory, both at multiples of 16; past the first "bytes" (an even number) zeros are stored
//   COPIES_END()               ends a batch of copies
//   COPIES_WAIT(n)             waits until all of the work-item's batches but the last n have arrived; a BARRIER() shows them to the others
//   IN_ORDER()                 no load from below comes before what stands above: an unrolled loop has registers for the factors of one step
//   IN_PLACE(x)                what is computed from the integer x is computed where it stands: a loop does not keep all its addresses in registers
//   FEW_REGISTERS              defined where a lane's sums and factors leave little room for anything else
//   PACK(T, x, y)              two floats as numbers of type T in a word, x in the lower half, to nearest
//   LESS(T, x, y)              x - y of pairs of numbers of type T, each difference exact
// Sums: the device adds the products of 16 k (or of 8, and then 8 more) and c with at least 24 bits behind the largest one's leading bit, and cuts the rest off.
#ifndef MATRIX_H
#define MATRIX_H
#include "numbers.h"
#include "fragments.h"

#define PASTE2(a, b) a##b
#define PASTE(a, b) PASTE2(a, b)
#define MULTIPLY_ADD(T, c, a, b) PASTE(multiply_add_, T)(c, a, b)
#define PACK(T, x, y) PASTE(pack_, T)(x, y)
#define LESS(T, x, y) PASTE(less_, T)(x, y)
#define ROWS_OF_SUMS(T, a, sums) PASTE(rows_of_sums_, T)(a, sums)

#if defined(VENDOR_CUDA)

#define MMA(name, type)                                                                                           \
    DEVICE void name(float *c, const u32 *a, const u32 *b) {                                                      \
        asm volatile("mma.sync.aligned.m16n8k16.row.col.f32." type "." type ".f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "    \
            "{%8, %9}, {%0, %1, %2, %3};"                                                                         \
            : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])                                                      \
            : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));                                  \
    }
MMA(multiply_add_f16, "f16")
MMA(multiply_add_bf16, "bf16")

DEVICE float FROM_NEIGHBOUR(float x, i32 mask) {
    return __shfl_xor_sync(0xffffffffu, x, mask);
}

DEVICE void COPY16(void *to, const void *from, i32 bytes) {
    u32 place;
    asm("{ .reg .u64 p; cvta.to.shared.u64 p, %1; cvt.u32.u64 %0, p; }" : "=r"(place) : "l"(to));
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(place), "l"(from), "r"(bytes) : "memory");
}

// Lanes 8i to 8i + 7 give where the rows of matrix i begin, 8 numbers each; w[i] gets column LANE / 4 of its rows 2t and 2t + 1, t being LANE % 4.
DEVICE void load4_transposed(u32 *w, const void *row) {
    u32 place;
    asm("{ .reg .u64 p; cvta.to.shared.u64 p, %1; cvt.u32.u64 %0, p; }" : "=r"(place) : "l"(row));
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(w[0]), "=r"(w[1]), "=r"(w[2]), "=r"(w[3])
                 : "r"(place)
                 : "memory");
}

#define COPIES_END() asm volatile("cp.async.commit_group;" ::: "memory")
#define COPIES_WAIT(n) asm volatile("cp.async.wait_group %0;" ::"n"(n) : "memory")

DEVICE u32 pack_f16(float x, float y) {
    u32 pair;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(y), "f"(x));
    return pair;
}

DEVICE u32 pack_bf16(float x, float y) {
    u32 pair;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(y), "f"(x));
    return pair;
}

DEVICE u32 less_f16(u32 x, u32 y) {
    u32 pair;
    asm("sub.rn.f16x2 %0, %1, %2;" : "=r"(pair) : "r"(x), "r"(y));
    return pair;
}

// Subtraction of bf16 begins with compute capability 9.0, multiplication and addition in one with 8.0.
DEVICE u32 less_bf16(u32 x, u32 y) {
    u32 pair;
    asm("fma.rn.bf16x2 %0, %1, %2, %3;" : "=r"(pair) : "r"(y), "r"(0xbf80bf80u), "r"(x));
    return pair;
}

#define BYTES_OF(x, y, selector) __byte_perm(x, y, selector)

#elif defined(VENDOR_HOST)

template <bool Half>
static inline float octavo_number(u32 pair, i32 which) {
    u16 bits = (u16)(pair >> (16 * which));
    return Half ? half_to_float(bits) : bf16_to_float(bits);
}

static inline i32 octavo_exponent(double x) {
    return (i32)(octavo_bits<u64>(x) >> 52 & 2047);
}

// As NVIDIA's units are known to add (Fasi, Higham, Mikaitis, Pranesh: Numerical behavior of NVIDIA tensor cores, 2021): all to the largest one's place, with one bit more than f32 has, cut off
// there; then the sum cut off to f32. The oldest units that are meant here add 8 products at a time. Products of two f16 or bf16 are normal doubles, so exponents are their bits, and powers of two divide exactly.
static inline float octavo_sum(float c, const double *products) {
    i32 top = octavo_exponent(c);
    for (i32 i = 0; i < 8; i++) {
        i32 e = octavo_exponent(products[i]);
        top = e > top ? e : top;
    }
    if (top == 2047 || top == 0) {
        double plain = c;
        for (i32 i = 0; i < 8; i++) {
            plain += products[i];
        }
        return (float)plain;
    }
    double steps = octavo_bits<double>((u64)(2046 + 24 - top) << 52);
    double sum = __builtin_trunc(c * steps);
    for (i32 i = 0; i < 8; i++) {
        sum += __builtin_trunc(products[i] * steps);
    }
    sum *= octavo_bits<double>((u64)(top - 24) << 52);
    float near = (float)sum;
    if (__builtin_fabs((double)near) > __builtin_fabs(sum)) {
        near = octavo_bits<float>(octavo_bits<u32>(near) - 1);
    }
    return near;
}

DEVICE void COPY16(void *to, const void *from, i32 bytes) {
    __builtin_memset(to, 0, 16);
    __builtin_memcpy(to, from, bytes);
}

#define COPIES_END()
#define COPIES_WAIT(n)

DEVICE u32 pack_f16(float x, float y) {
    return float_to_half(x) | (u32)float_to_half(y) << 16;
}

DEVICE u32 pack_bf16(float x, float y) {
    return float_to_bf16(x) | (u32)float_to_bf16(y) << 16;
}

DEVICE u32 less_f16(u32 x, u32 y) {
    return pack_f16(octavo_number<true>(x, 0) - octavo_number<true>(y, 0), octavo_number<true>(x, 1) - octavo_number<true>(y, 1));
}

DEVICE u32 less_bf16(u32 x, u32 y) {
    return pack_bf16(octavo_number<false>(x, 0) - octavo_number<false>(y, 0), octavo_number<false>(x, 1) - octavo_number<false>(y, 1));
}

DEVICE u32 BYTES_OF(u32 x, u32 y, u32 selector) {
    u64 all = (u64)y << 32 | x;
    u32 result = 0;
    for (i32 i = 0; i < 4; i++) {
        result |= (u32)(all >> (8 * (selector >> (4 * i) & 7)) & 0xff) << (8 * i);
    }
    return result;
}

#define multiply_add_f16 octavo_multiply_add<true>
#define multiply_add_bf16 octavo_multiply_add<false>

#if !defined(UNITS_AMD)
// The host has no crews: what each work-item brings lies in memory of the work-group, and all of the group wait for each other.
struct octavo_crews {
    float a[32][16][16];
    float b[32][8][16];
    float x[32][CREW];
    const u16 *rows[32][CREW];
};
static thread_local octavo_crews octavo_crew;

template <bool Half>
static inline void octavo_multiply_add(float *c, const u32 *a, const u32 *b) {
    i32 crew = ITEM(0) / CREW;
    i32 lane = LANE;
    for (i32 half = 0; half < 2; half++) {
        i32 k = lane % 4 * 2 + half;
        for (i32 i = 0; i < 4; i++) {
            octavo_crew.a[crew][lane / 4 + i % 2 * 8][k + i / 2 * 8] = octavo_number<Half>(a[i], half);
        }
        for (i32 i = 0; i < 2; i++) {
            octavo_crew.b[crew][lane / 4][k + i * 8] = octavo_number<Half>(b[i], half);
        }
    }
    BARRIER();
    for (i32 i = 0; i < 4; i++) {
        const float *left = octavo_crew.a[crew][lane / 4 + i / 2 * 8];
        const float *right = octavo_crew.b[crew][lane % 4 * 2 + i % 2];
        double products[16];
        for (i32 k = 0; k < 16; k++) {
            products[k] = (double)left[k] * (double)right[k];
        }
        c[i] = octavo_sum(octavo_sum(c[i], products), products + 8);
    }
    BARRIER();
}

DEVICE float FROM_NEIGHBOUR(float x, i32 mask) {
    i32 crew = ITEM(0) / CREW;
    octavo_crew.x[crew][LANE] = x;
    BARRIER();
    float other = octavo_crew.x[crew][LANE ^ mask];
    BARRIER();
    return other;
}

DEVICE void load4_transposed(u32 *w, const void *row) {
    i32 crew = ITEM(0) / CREW;
    octavo_crew.rows[crew][LANE] = (const u16 *)row;
    BARRIER();
    for (i32 i = 0; i < 4; i++) {
        i32 first = 8 * i + LANE % 4 * 2;
        w[i] = octavo_crew.rows[crew][first][LANE / 4] | (u32)octavo_crew.rows[crew][first + 1][LANE / 4] << 16;
    }
    BARRIER();
}
#endif

#elif !defined(UNITS_AMD) || !defined(VENDOR_HIP)
#error "there are no matrix units here"
#endif

#if defined(UNITS_AMD)
#include "matrix_amd.h"
#else

#define IN_ORDER()
#define IN_PLACE(x)

#define SUMS_TO_ROWS(T)                                                                                           \
    DEVICE void rows_of_sums_##T(u32 *a, const float sums[COLUMNS16][UNIT_SUMS]) {                                \
        a[0] = pack_##T(sums[0][0], sums[0][1]);                                                                  \
        a[1] = pack_##T(sums[0][2], sums[0][3]);                                                                  \
        a[2] = pack_##T(sums[1][0], sums[1][1]);                                                                  \
        a[3] = pack_##T(sums[1][2], sums[1][3]);                                                                  \
    }

DEVICE void LOAD_COLUMNS(u32 b[COLUMNS16][UNIT_B], LOCAL_POINTER(const u8) at, i32 pitch) {
    load4_transposed(b[0], at + LANE % 16 * pitch + LANE / 16 * 16);
}
#endif

SUMS_TO_ROWS(f16)
SUMS_TO_ROWS(bf16)

// A sum over lanes is made in the same order for all of them.
DEVICE float SUM_OF_ROW(float x) {
#pragma unroll
    for (i32 mask = FIRST_SHARER; mask <= LAST_SHARER; mask *= 2) {
        x += FROM_NEIGHBOUR(x, mask);
    }
    return x;
}

DEVICE float LARGEST_OF_ROW(float x) {
#pragma unroll
    for (i32 mask = FIRST_SHARER; mask <= LAST_SHARER; mask *= 2) {
        x = FMAX(x, FROM_NEIGHBOUR(x, mask));
    }
    return x;
}
#endif
