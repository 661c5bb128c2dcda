// The kernel dialect for a C++ compiler of the host. For tests only: it lets stand-ins for vendors' libraries run the kernels on machines without a GPU (gpu-kernels/standin).
// Work-items of a work-group are fibers of one thread, which switch at barriers; work-group memory belongs to the thread. No header is included, so that compiling is quick.
#define VENDOR_HOST 1

typedef unsigned char u8;
typedef signed char i8;
typedef unsigned short u16;
typedef short i16;
typedef unsigned int u32;
typedef int i32;
typedef unsigned long long u64;
typedef long long i64;

// What the run time and the compiled kernels share; standin/run/kernel_abi.h says the same.
struct octavo_items {
    i64 group[3];
    i64 groups[3];
    i32 item[3];
    i32 items[3];
    void (*barrier)(octavo_items *);
};

static thread_local octavo_items *octavo_here;

// The compiler's driver (standin/run/compile.cpp) finds kernels by these constants, and makes a table of them.
#define SIZED_KERNEL(name, x, y, z) \
    enum { octavo_x_##name = (x), octavo_y_##name = (y), octavo_z_##name = (z) }; \
    static void name
#define KERNEL(name) SIZED_KERNEL(name, 0, 0, 0)
#define DEVICE static inline __attribute__((unused))
#define GLOBAL
#define LOCAL static thread_local
#define LOCAL_POINTER(T) T *
#define TABLE static const
#define RESTRICT __restrict__

#define ARG(T, name) T *name##_memory
#define USE(T, name) T *name = name##_memory

#define GROUP(d) (octavo_here->group[d])
#define GROUPS(d) (octavo_here->groups[d])
#define ITEM(d) (octavo_here->item[d])
#define ITEMS(d) (octavo_here->items[d])
#define BARRIER() octavo_here->barrier(octavo_here)

// Fibers switch at barriers only, so nothing comes between.
DEVICE i32 octavo_add(i32 *number, i32 n) {
    i32 old = *number;
    *number = old + n;
    return old;
}
#define LOCAL_ADD(p, n) octavo_add(p, n)

template <class To, class From>
static inline To octavo_bits(From x) {
    To result;
    static_assert(sizeof(To) == sizeof(From), "as many bits");
    __builtin_memcpy(&result, &x, sizeof(To));
    return result;
}
#define BITS_OF_FLOAT(x) octavo_bits<u32>((float)(x))
#define FLOAT_OF_BITS(x) octavo_bits<float>((u32)(x))

#define EXP(x) __builtin_expf(x)
#define LOG(x) __builtin_logf(x)
#define SQRT(x) __builtin_sqrtf(x)
#define RSQRT(x) (1.0f / __builtin_sqrtf(x))
#define SIN(x) __builtin_sinf(x)
#define COS(x) __builtin_cosf(x)
#define TANH(x) __builtin_tanhf(x)
#define ERF(x) __builtin_erff(x)
#define FABS(x) __builtin_fabsf(x)
#define FMAX(a, b) __builtin_fmaxf(a, b)
#define FMIN(a, b) __builtin_fminf(a, b)
#define FMA(a, b, c) __builtin_fmaf(a, b, c)
#define RINT(x) __builtin_rintf(x)
#define ISNAN(x) ((x) != (x))
#define MINI(a, b) ((a) < (b) ? (a) : (b))
#define MAXI(a, b) ((a) > (b) ? (a) : (b))

// The short vectors that CUDA and HIP have without a header.
#define OCTAVO_VECTORS(name, T) \
    struct alignas(2 * sizeof(T)) name##2 { T x, y; }; \
    struct alignas(4 * sizeof(T)) name##4 { T x, y, z, w; };
OCTAVO_VECTORS(float, float)
OCTAVO_VECTORS(int, i32)
OCTAVO_VECTORS(uint, u32)
OCTAVO_VECTORS(short, i16)
OCTAVO_VECTORS(ushort, u16)
OCTAVO_VECTORS(char, i8)
OCTAVO_VECTORS(uchar, u8)

DEVICE float half_to_float(u16 bits) {
    return (float)octavo_bits<_Float16>(bits);
}

DEVICE u16 float_to_half(float x) {
    return octavo_bits<u16>((_Float16)x);
}
