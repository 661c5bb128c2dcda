// Words for matrix units: where a work-group's work-items come in crews of 32 (CUDA's warps) that multiply small matrices together.
// ITEM(0) counts the work-items of a group that has one dimension; a crew is 32 of them in order, LANE is the place in it. All work-items of a group come to these words together, as to BARRIER().
//   MULTIPLY_ADD(T, c, a, b)   c[16 x 8] += a[16 x 16] * b[16 x 8], T being f16 or bf16, sums in f32. What a lane has of them is PTX's mma.m16n8k16, with g = LANE / 4 and t = LANE % 4, two
//                              numbers in a word, the lower k in the lower half:
//                              a[0] row g, k 2t and 2t + 1; a[1] row g + 8; a[2] row g, k 2t + 8 and 2t + 9; a[3] row g + 8
//                              b[0] k 2t and 2t + 1 of column g; b[1] k 2t + 8 and 2t + 9
//                              c[0] and c[1] row g, columns 2t and 2t + 1; c[2] and c[3] row g + 8
//   FROM_NEIGHBOUR(x, mask)    the float x of lane LANE ^ mask of the crew; mask is 1, 2, 4, 8 or 16
//   COPY16(to, from, bytes)    starts a copy of 16 bytes from device to work-group memory, both at multiples of 16; past the first "bytes" zeros are stored
//   COPIES_END()               ends a batch of copies
//   COPIES_WAIT(n)             waits until all of the work-item's batches but the last n have arrived; a BARRIER() shows them to the others
//   LOAD4_TRANSPOSED(w, row)   lanes 8i to 8i + 7 give where in work-group memory the rows of matrix i begin, 8 numbers of 16 bits each at a multiple of 16 bytes; w[i] gets column g of its rows 2t and 2t + 1
//   PACK(T, x, y)              two floats as numbers of type T in a word, x in the lower half, to nearest
//   LESS(T, x, y)              x - y of pairs of numbers of type T, each difference exact
// Sums: the device adds the products of 16 k (or of 8, and then 8 more) and c with at least 24 bits behind the largest one's leading bit, and cuts the rest off.
#ifndef MATRIX_H
#define MATRIX_H
#include "numbers.h"

#define CREW 32
#define LANE (ITEM(0) % CREW)

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

DEVICE void LOAD4_TRANSPOSED(u32 *w, const void *row) {
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

// The host has no crews: what each work-item brings lies in memory of the work-group, and all of the group wait for each other.
struct octavo_crews {
    u32 a[32][CREW][4];
    u32 b[32][CREW][2];
    float x[32][CREW];
    const u16 *rows[32][CREW];
};
static thread_local octavo_crews octavo_crew;

template <bool Half>
static inline float octavo_number(u32 pair, i32 which) {
    u16 bits = (u16)(pair >> (16 * which));
    return Half ? half_to_float(bits) : bf16_to_float(bits);
}

static inline i32 octavo_exponent(double x) {
    return x == 0 ? -4096 : __builtin_ilogb(x);
}

// As NVIDIA's units are known to add (Fasi, Higham, Mikaitis, Pranesh: Numerical behavior of NVIDIA tensor cores, 2021): all to the largest one's place, with one bit more than f32 has, cut off
// there; then the sum cut off to f32. The oldest units that are meant here add 8 products at a time.
static inline float octavo_sum(float c, const double *products, i32 count) {
    i32 top = octavo_exponent(c);
    bool ordinary = __builtin_isfinite(c);
    double plain = c;
    for (i32 i = 0; i < count; i++) {
        ordinary = ordinary && __builtin_isfinite(products[i]);
        plain += products[i];
        i32 e = octavo_exponent(products[i]);
        top = e > top ? e : top;
    }
    if (!ordinary || top == -4096) {
        return (float)plain;
    }
    double step = __builtin_ldexp(1.0, top - 24);
    double sum = __builtin_trunc(c / step);
    for (i32 i = 0; i < count; i++) {
        sum += __builtin_trunc(products[i] / step);
    }
    sum *= step;
    float near = (float)sum;
    if (__builtin_fabs((double)near) > __builtin_fabs(sum)) {
        near = octavo_bits<float>(octavo_bits<u32>(near) - 1);
    }
    return near;
}

template <bool Half>
static inline void octavo_multiply_add(float *c, const u32 *a, const u32 *b) {
    i32 crew = ITEM(0) / CREW;
    for (i32 i = 0; i < 4; i++) {
        octavo_crew.a[crew][LANE][i] = a[i];
    }
    octavo_crew.b[crew][LANE][0] = b[0];
    octavo_crew.b[crew][LANE][1] = b[1];
    BARRIER();
    for (i32 i = 0; i < 4; i++) {
        i32 row = LANE / 4 + i / 2 * 8;
        i32 column = LANE % 4 * 2 + i % 2;
        double products[16];
        for (i32 k = 0; k < 16; k++) {
            i32 t = k % 8 / 2;
            u32 left = octavo_crew.a[crew][row % 8 * 4 + t][row / 8 + k / 8 * 2];
            u32 right = octavo_crew.b[crew][column * 4 + t][k / 8];
            products[k] = (double)octavo_number<Half>(left, k % 2) * (double)octavo_number<Half>(right, k % 2);
        }
        c[i] = octavo_sum(octavo_sum(c[i], products, 8), products + 8, 8);
    }
    BARRIER();
}

#define multiply_add_f16 octavo_multiply_add<true>
#define multiply_add_bf16 octavo_multiply_add<false>

DEVICE float FROM_NEIGHBOUR(float x, i32 mask) {
    i32 crew = ITEM(0) / CREW;
    octavo_crew.x[crew][LANE] = x;
    BARRIER();
    float other = octavo_crew.x[crew][LANE ^ mask];
    BARRIER();
    return other;
}

DEVICE void COPY16(void *to, const void *from, i32 bytes) {
    __builtin_memset(to, 0, 16);
    __builtin_memcpy(to, from, bytes);
}

#define COPIES_END()
#define COPIES_WAIT(n)

DEVICE void LOAD4_TRANSPOSED(u32 *w, const void *row) {
    i32 crew = ITEM(0) / CREW;
    octavo_crew.rows[crew][LANE] = (const u16 *)row;
    BARRIER();
    for (i32 i = 0; i < 4; i++) {
        i32 first = 8 * i + LANE % 4 * 2;
        w[i] = octavo_crew.rows[crew][first][LANE / 4] | (u32)octavo_crew.rows[crew][first + 1][LANE / 4] << 16;
    }
    BARRIER();
}

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

#else
#error "there are no matrix units here"
#endif

#define PASTE2(a, b) a##b
#define PASTE(a, b) PASTE2(a, b)
#define MULTIPLY_ADD(T, c, a, b) PASTE(multiply_add_, T)(c, a, b)
#define PACK(T, x, y) PASTE(pack_, T)(x, y)
#define LESS(T, x, y) PASTE(less_, T)(x, y)
#endif
