// The kernel dialect for AMD GPUs: HIP C++ as plain clang and HIPRTC compile it, without a header or a device library of ROCm, so that a machine without ROCm can compile ahead of time
// (clang -x hip -nogpuinc -nogpulib). HIPRTC brings its own mathematics and declares words of HIP before this; nothing here takes a name that it has. See ../dialect.h for what each word means.
#define VENDOR_HIP 1

// At most 256 work-items, so that each may have as many registers as four waves of 64 leave it; kernels for more say their size.
#define KERNEL(name) SIZED_KERNEL(name, 256, 1, 1)
#define SIZED_KERNEL(name, x, y, z) extern "C" __attribute__((global, amdgpu_flat_work_group_size(1, (x) * (y) * (z)))) void name
#define DEVICE static inline __attribute__((device, always_inline))
#define GLOBAL
#define LOCAL __attribute__((shared))
#define LOCAL_POINTER(T) T *
#define LOCAL_ADD(p, n) __hip_atomic_fetch_add(p, n, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP)
#define TABLE static __attribute__((constant)) const
#define RESTRICT __restrict__

typedef unsigned char u8;
typedef signed char i8;
typedef unsigned short u16;
typedef short i16;
typedef unsigned int u32;
typedef int i32;
typedef unsigned long long u64;
typedef long long i64;

#define ARG(T, name) T *name##_memory
#define USE(T, name) T *name = name##_memory

#define AXIS(function, d) ((d) == 0 ? function##_x() : (d) == 1 ? function##_y() : function##_z())
#define GROUP(d) ((i64)AXIS(__builtin_amdgcn_workgroup_id, d))
#define ITEM(d) ((i32)AXIS(__builtin_amdgcn_workitem_id, d))
#define ITEMS(d) ((i32)AXIS(__builtin_amdgcn_workgroup_size, d))
#ifdef __HIPCC_RTC__
// Which code object version a compiler at run time makes is its own affair; the dispatch packet is the same in all.
#define GROUPS(d) ((i64)((AXIS(__builtin_amdgcn_grid_size, d) + (u32)ITEMS(d) - 1) / (u32)ITEMS(d)))
#else
// Hidden arguments of code object version 5: numbers of work-groups come first.
#define GROUPS(d) ((i64)((const __attribute__((address_space(4))) u32 *)__builtin_amdgcn_implicitarg_ptr())[d])
#endif

DEVICE void octavo_barrier() {
    __builtin_amdgcn_fence(__ATOMIC_RELEASE, "workgroup");
    __builtin_amdgcn_s_barrier();
    __builtin_amdgcn_fence(__ATOMIC_ACQUIRE, "workgroup");
}
#define BARRIER() octavo_barrier()

DEVICE u32 octavo_bits_of_float(float x) {
    return __builtin_bit_cast(u32, x);
}

DEVICE float octavo_float_of_bits(u32 bits) {
    return __builtin_bit_cast(float, bits);
}
#define BITS_OF_FLOAT(x) octavo_bits_of_float(x)
#define FLOAT_OF_BITS(x) octavo_float_of_bits(x)

#define SQRT(x) __builtin_sqrtf(x)
#define RSQRT(x) (1.0f / __builtin_sqrtf(x))
#define FABS(x) __builtin_fabsf(x)
#define FMAX(a, b) __builtin_fmaxf(a, b)
#define FMIN(a, b) __builtin_fminf(a, b)
#define FMA(a, b, c) __builtin_fmaf(a, b, c)
#define RINT(x) __builtin_rintf(x)
#define ISNAN(x) ((x) != (x))
#define MINI(a, b) ((a) < (b) ? (a) : (b))
#define MAXI(a, b) ((a) > (b) ? (a) : (b))

#ifdef __HIPCC_RTC__
#define EXP(x) expf(x)
#define LOG(x) logf(x)
#define TANH(x) tanhf(x)
#define ERF(x) erff(x)
#else
// The compiler itself expands these two to within 1 ulp, subnormal numbers included; the other two it leaves to a library.
#define EXP(x) __builtin_expf(x)
#define LOG(x) __builtin_logf(x)
#define TANH(x) octavo_tanh(x)
#define ERF(x) octavo_erf(x)

// begin: plain functions (PlainFunctionsTest runs what stands between these marks)
// Within 2 ulp. The polynomial is the best one in x^2 for the relative error of tanh(x)/x up to 0.625.
DEVICE float octavo_tanh(float x) {
    float size = FABS(x);
    float s = x * x;
    float p = FMA(FMA(FMA(FMA(FMA(0.0021475370f, s, -0.0081826737f), s, 0.0217029676f), s, -0.0539472029f), s, 0.1333321035f), s, -0.3333333135f);
    float large = 1.0f - 2.0f / (EXP(2.0f * size) + 1.0f);
    return x == 0 ? x : size < 0.625f ? FMA(x * s, p, x) : x < 0 ? -large : large; // -0 would lose its sign
}

// Within 2 ulp. Up to 1 a polynomial in x^2 for erf(x)/x - 1, from there to 4 one in x for -log(1 - erf(x)), beyond which erf is 1.
DEVICE float octavo_erf(float x) {
    float size = FABS(x);
    float s = x * x;
    float p = FMA(FMA(FMA(FMA(FMA(7.8891193e-5f, s, -8.0208411e-4f), s, 0.0051895352f), s, -0.0268544443f), s, 0.1128360033f), s, -0.3761262596f);
    p = FMA(p, s, 0.1283791662f);
    float t = size > 4.0f ? 4.0f : size;
    float q = FMA(FMA(FMA(FMA(1.6974565e-7f, t, 1.9262738e-5f), t, -4.2650543e-4f), t, 0.0041537764f), t, -0.0251017623f);
    q = FMA(FMA(FMA(FMA(q, t, 0.1082784832f), t, 0.6333328485f), t, 1.1295273304f), t, -1.7812417e-4f);
    float large = 1.0f - EXP(-q);
    return size < 1.0f ? FMA(x, p, x) : x < 0 ? -large : large;
}
// end: plain functions
#endif

// Short vectors, which HIPRTC has under these names already.
#define OCTAVO_VECTORS(name, T) \
    struct alignas(2 * sizeof(T)) octavo_##name##2 { T x, y; }; \
    struct alignas(4 * sizeof(T)) octavo_##name##4 { T x, y, z, w; };
OCTAVO_VECTORS(float, float)
OCTAVO_VECTORS(int, i32)
OCTAVO_VECTORS(uint, u32)
OCTAVO_VECTORS(short, i16)
OCTAVO_VECTORS(ushort, u16)
OCTAVO_VECTORS(char, i8)
OCTAVO_VECTORS(uchar, u8)
#define float2 octavo_float2
#define float4 octavo_float4
#define int2 octavo_int2
#define int4 octavo_int4
#define uint2 octavo_uint2
#define uint4 octavo_uint4
#define short2 octavo_short2
#define short4 octavo_short4
#define ushort2 octavo_ushort2
#define ushort4 octavo_ushort4
#define char2 octavo_char2
#define char4 octavo_char4
#define uchar2 octavo_uchar2
#define uchar4 octavo_uchar4

DEVICE float half_to_float(u16 bits) {
    return (float)__builtin_bit_cast(_Float16, bits);
}

DEVICE u16 float_to_half(float x) {
    return __builtin_bit_cast(u16, (_Float16)x);
}
