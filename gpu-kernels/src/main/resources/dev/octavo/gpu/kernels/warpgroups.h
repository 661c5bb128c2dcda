// Words for units that four crews use together, a warpgroup (NVIDIA's wgmma, on Hopper): they read factors from work-group memory by themselves, and multiply while the crews go on.
// Beside those of matrix.h, whose fragments of sums and of factors in registers are the same: crew i of a warpgroup has rows 16 i to 16 i + 15 of 64. All work-items of a group come to these words together.
//   WARPGROUP                  its work-items; a work-group's are counted by ITEM(0)
//   BIG_MEMORY(name)           at the top of a kernel: bytes of work-group memory, LOCAL_BYTES of them (a definition, which every launch brings), at a multiple of 1024
//   PIECE_AT(row, piece)       where 16 bytes of a factor lie, in bytes from a multiple of 1024: in rows of 128 bytes, whose eight pieces change places from row to row, so that eight rows' pieces lie in different banks
//   FACTOR(at)                 a factor at a multiple of 32 bytes: rows of 64 numbers, of which 16 along a row are multiplied; a crew's words a, or the columns of b, are rows
//   FACTOR_BY_ROWS(at, pitch)  the same for b where k is along rows' order: 16 rows, from a multiple of 1024 on; columns 64 to 127 lie "pitch" bytes further
//   START_PRODUCTS()           before the first of some multiplications: sums and factors in registers are as they shall be
//   PRODUCTS64(T, c, a, b, adds)  c[64 x 64] = a[64 x 16] * b[16 x 64], or that added, from memory
//   ADD_PRODUCTS(T, N, c, a, b)   c[64 x N] += a[64 x 16] * b[16 x N], N being 64 or 128, a from registers, b by rows
//   PRODUCTS_END()             ends a batch of multiplications
//   PRODUCTS_WAIT(n)           waits for all of the warpgroup's batches but the last n; until then neither their sums nor their factors may be touched
//   SETTLED(c, count)          the compiler keeps sums where they are before and behind this
//   TO_UNITS()                 what this work-item stored to work-group memory is shown to the units, once a barrier has shown it to others
//   MEET_INIT(gate), MEET_ARRIVE(gate), MEET_WAIT(gate, turn)  a barrier in two halves: nobody passes WAIT before all have come to ARRIVE. gate: a u64 of work-group memory, made ready by one work-item before a BARRIER();
//                              turn: 0, 1, 0, 1 ...
//   EXP2(x)                    2^x, to 22 bits
//   PRODUCT(x, y)              of floats, rounded: never one operation with an addition
#ifndef WARPGROUPS_H
#define WARPGROUPS_H
#include "matrix.h"

#define WARPGROUP 128
#define PIECE_AT(row, piece) ((row) * 128 + (((piece) ^ (row)) & 7) * 16)

#define PRODUCTS64(T, c, a, b, adds) PASTE(products64_, T)(c, a, b, adds)
#define ADD_PRODUCTS(T, N, c, a, b) PASTE(PASTE(PASTE(add_products, N), _), T)(c, a, b)

// The descriptor of a factor: where it begins, how far the next 64 columns and the next eight rows are, each in sixteenths of a byte count of at most 18 bits, and how its pieces change places (1: over 128 bytes).
DEVICE u64 descriptor_of(u32 place, u32 columns, u32 rows) {
    return (u64)((place & 0x3ffff) >> 4) | (u64)(columns >> 4) << 16 | (u64)(rows >> 4) << 32 | (u64)1 << 62;
}

#define FACTOR(at) descriptor_of(SHARED_PLACE(at), 16, 1024)
#define FACTOR_BY_ROWS(at, pitch) descriptor_of(SHARED_PLACE(at), pitch, 1024)

#if defined(VENDOR_CUDA)

DEVICE u32 SHARED_PLACE(const void *at) {
    u32 place;
    asm("{ .reg .u64 p; cvta.to.shared.u64 p, %1; cvt.u32.u64 %0, p; }" : "=r"(place) : "l"(at));
    return place;
}

// What a launch brings begins at a multiple of 16 for certain.
#define BIG_MEMORY(name)              \
    extern __shared__ uint4 all_of_it[]; \
    u8 *name = (u8 *)all_of_it + ((1024 - (SHARED_PLACE(all_of_it) & 1023)) & 1023)

#define START_PRODUCTS() asm volatile("wgmma.fence.sync.aligned;" ::: "memory")
#define PRODUCTS_END() asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory")
#define PRODUCTS_WAIT(n) asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(n) : "memory")
#define TO_UNITS() asm volatile("fence.proxy.async.shared::cta;" ::: "memory")

DEVICE void SETTLED(float *c, const i32 count) {
#pragma unroll
    for (i32 i = 0; i < count; i++) {
        asm volatile("" : "+f"(c[i])::"memory");
    }
}

#define SUMS8(c, i) \
    "+f"(c[i]), "+f"(c[(i) + 1]), "+f"(c[(i) + 2]), "+f"(c[(i) + 3]), "+f"(c[(i) + 4]), "+f"(c[(i) + 5]), "+f"(c[(i) + 6]), "+f"(c[(i) + 7])
#define SUMS32(c, i) SUMS8(c, i), SUMS8(c, (i) + 8), SUMS8(c, (i) + 16), SUMS8(c, (i) + 24)
#define NAMES32 \
    "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, " \
    "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
#define NAMES64 \
    NAMES32 ", " \
    "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, " \
    "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"

#define WGMMA(type)                                                                                                \
    DEVICE void products64_##type(float *c, u64 a, u64 b, i32 adds) {                                              \
        asm volatile("{ .reg .pred p; setp.ne.b32 p, %34, 0; wgmma.mma_async.sync.aligned.m64n64k16.f32." #type "." #type " {" NAMES32 \
            "}, %32, %33, p, 1, 1, 0, 0; }"                                                                        \
            : SUMS32(c, 0)                                                                                         \
            : "l"(a), "l"(b), "r"(adds));                                                                          \
    }                                                                                                              \
    DEVICE void add_products64_##type(float *c, const u32 *a, u64 b) {                                             \
        asm volatile("{ .reg .pred p; setp.eq.b32 p, 0, 0; wgmma.mma_async.sync.aligned.m64n64k16.f32." #type "." #type " {" NAMES32 \
            "}, {%32, %33, %34, %35}, %36, p, 1, 1, 1; }" \
            : SUMS32(c, 0)                                                                                         \
            : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b));                                                 \
    }                                                                                                              \
    DEVICE void add_products128_##type(float *c, const u32 *a, u64 b) {                                            \
        asm volatile("{ .reg .pred p; setp.eq.b32 p, 0, 0; wgmma.mma_async.sync.aligned.m64n128k16.f32." #type "." #type " {" NAMES64 \
            "}, {%64, %65, %66, %67}, %68, p, 1, 1, 1; }" \
            : SUMS32(c, 0), SUMS32(c, 32)                                                                          \
            : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b));                                                 \
    }
WGMMA(f16)
WGMMA(bf16)

DEVICE void MEET_INIT(u64 *gate, i32 count) {
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(SHARED_PLACE(gate)), "r"(count) : "memory");
}

DEVICE void MEET_ARRIVE(u64 *gate) {
    asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(SHARED_PLACE(gate)) : "memory");
}

DEVICE void MEET_WAIT(u64 *gate, i32 turn) {
    asm volatile("{\n"
        ".reg .pred done;\n"
        "again:\n"
        "mbarrier.try_wait.parity.shared::cta.b64 done, [%0], %1;\n"
        "@!done bra again;\n"
        "}" ::"r"(SHARED_PLACE(gate)), "r"(turn)
        : "memory");
}

DEVICE float EXP2(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

#define PRODUCT(x, y) __fmul_rn(x, y)

#elif defined(VENDOR_HOST)

// A place is counted from where the group's memory begins, as a device's shared memory has addresses of its own.
static thread_local u8 *octavo_shared;

static inline u32 SHARED_PLACE(const void *at) {
    return (u32)((const u8 *)at - octavo_shared);
}

#define BIG_MEMORY(name)                                                           \
    alignas(1024) static thread_local u8 all_of_it[LOCAL_BYTES];                   \
    octavo_shared = all_of_it;                                                     \
    u8 *name = all_of_it

#define START_PRODUCTS()
#define PRODUCTS_END()
#define PRODUCTS_WAIT(n)
#define TO_UNITS()
#define SETTLED(c, count)
#define MEET_INIT(gate, count)
#define MEET_ARRIVE(gate)
#define MEET_WAIT(gate, turn) BARRIER()
#define EXP2(x) __builtin_exp2f(x)

static inline float octavo_product(float x, float y) {
    float product = x * y;
    __asm__("" : "+x"(product));
    return product;
}
#define PRODUCT(x, y) octavo_product(x, y)

// What the units read: as PTX's documents have it, an address' bits 4 to 6 are changed by its bits 7 to 9 after everything else has been added up.
struct octavo_factor {
    u32 place;
    u32 columns;
    u32 rows;

    explicit octavo_factor(u64 descriptor)
        : place((u32)(descriptor & 0x3fff) << 4), columns((u32)(descriptor >> 16 & 0x3fff) << 4), rows((u32)(descriptor >> 32 & 0x3fff) << 4) {
        if (descriptor >> 62 != 1 || (descriptor >> 49 & 7) != 0) {
            __builtin_trap();
        }
    }
    u16 at(u32 offset) const {
        u32 address = place + offset;
        address ^= (address >> 7 & 7) << 4;
        u16 bits;
        __builtin_memcpy(&bits, octavo_shared + address, 2);
        return bits;
    }
    // K along a row: eight rows, then the next eight.
    u16 along(i32 row, i32 k) const {
        return at(row / 8 * rows + row % 8 * 128 + k * 2);
    }
    // K from row to row.
    u16 across(i32 k, i32 column) const {
        return at(column / 64 * columns + k / 8 * rows + k % 8 * 128 + column % 64 * 2);
    }
};

struct octavo_warpgroups {
    float a[8][64][16];
    float b[8][128][16];
    u8 zero[8][64];
    u8 finite[8][128];
};
static thread_local octavo_warpgroups octavo_warpgroup;

template <bool Half>
static inline float octavo_value(u16 bits) {
    return octavo_number<Half>(bits, 0);
}

// Sums of what lies in octavo_warpgroup; a row of zeros adds nothing to finite columns.
static inline void octavo_add_rows(float *c, i32 columns, i32 adds) {
    i32 group = ITEM(0) / WARPGROUP;
    i32 first = ITEM(0) % WARPGROUP / CREW * 16 + LANE / 4;
    for (i32 j = 0; j < columns / 8; j++) {
        for (i32 x = 0; x < 4; x++) {
            i32 row = first + x / 2 * 8;
            float sum = adds ? c[4 * j + x] : 0;
            i32 column = 8 * j + LANE % 4 * 2 + x % 2;
            if (!octavo_warpgroup.zero[group][row] || !octavo_warpgroup.finite[group][column]) {
                const float *left = octavo_warpgroup.a[group][row];
                const float *right = octavo_warpgroup.b[group][column];
                double products[16];
                for (i32 k = 0; k < 16; k++) {
                    products[k] = (double)left[k] * (double)right[k];
                }
                sum = octavo_sum(octavo_sum(sum, products), products + 8);
            }
            c[4 * j + x] = sum;
        }
    }
}

static inline void octavo_find_zeros(i32 columns) {
    i32 group = ITEM(0) / WARPGROUP;
    i32 i = ITEM(0) % WARPGROUP;
    u8 zero = 1;
    u8 finite = 1;
    for (i32 k = 0; k < 16; k++) {
        zero &= i >= 64 || octavo_warpgroup.a[group][i][k] == 0;
        finite &= i >= columns || octavo_warpgroup.b[group][i][k] - octavo_warpgroup.b[group][i][k] == 0;
    }
    if (i < 64) {
        octavo_warpgroup.zero[group][i] = zero;
    }
    octavo_warpgroup.finite[group][i] = finite;
}

template <bool Half>
static inline void octavo_products64(float *c, u64 a, u64 b, i32 adds) {
    i32 group = ITEM(0) / WARPGROUP;
    octavo_factor left(a);
    octavo_factor right(b);
    i32 row = ITEM(0) % WARPGROUP / 2;
    for (i32 k = ITEM(0) % 2 * 8, end = k + 8; k < end; k++) {
        octavo_warpgroup.a[group][row][k] = octavo_value<Half>(left.along(row, k));
        octavo_warpgroup.b[group][row][k] = octavo_value<Half>(right.along(row, k));
    }
    BARRIER();
    octavo_find_zeros(64);
    BARRIER();
    octavo_add_rows(c, 64, adds);
    BARRIER();
}

template <bool Half, int Columns>
static inline void octavo_add_products(float *c, const u32 *a, u64 b) {
    i32 group = ITEM(0) / WARPGROUP;
    octavo_factor right(b);
    i32 first = ITEM(0) % WARPGROUP / CREW * 16 + LANE / 4;
    for (i32 i = 0; i < 8; i++) {
        octavo_warpgroup.a[group][first + i / 2 % 2 * 8][LANE % 4 * 2 + i % 2 + i / 4 * 8] = octavo_number<Half>(a[i / 2], i % 2);
    }
    for (i32 n = ITEM(0) % WARPGROUP; n < Columns * 16; n += WARPGROUP) {
        octavo_warpgroup.b[group][n / 16][n % 16] = octavo_value<Half>(right.across(n % 16, n / 16));
    }
    BARRIER();
    octavo_find_zeros(Columns);
    BARRIER();
    octavo_add_rows(c, Columns, 1);
    BARRIER();
}

#define products64_f16 octavo_products64<true>
#define products64_bf16 octavo_products64<false>
#define add_products64_f16 octavo_add_products<true, 64>
#define add_products64_bf16 octavo_add_products<false, 64>
#define add_products128_f16 octavo_add_products<true, 128>
#define add_products128_bf16 octavo_add_products<false, 128>

#else
#error "there are no warpgroups here"
#endif
#endif
