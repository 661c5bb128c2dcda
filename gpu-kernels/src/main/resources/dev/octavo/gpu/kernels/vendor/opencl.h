// The kernel dialect for OpenCL C 1.2 and later. See ../dialect.h for what each word means.
#define VENDOR_OPENCL 1
#pragma OPENCL FP_CONTRACT ON

#define KERNEL(name) __kernel void name
#define GROUP_SIZE_IS(x, y, z) __attribute__((reqd_work_group_size(x, y, z)))
#define DEVICE static inline
#define GLOBAL __global
#define LOCAL __local
#define LOCAL_POINTER(T) __local T *
#define TABLE __constant
#define RESTRICT restrict

typedef uchar u8;
typedef char i8;
typedef ushort u16;
typedef short i16;
typedef uint u32;
typedef int i32;
typedef ulong u64;
typedef long i64;

// A buffer argument is memory and a byte offset, since a device may not allow buffers to start anywhere.
#define ARG(T, name) __global T *name##_memory, ulong name##_offset
#define USE(T, name) __global T *name = (__global T *)((__global u8 *)name##_memory + name##_offset)

#define GROUP(d) ((i64)get_group_id(d))
#define GROUPS(d) ((i64)get_num_groups(d))
#define ITEM(d) ((i32)get_local_id(d))
#define ITEMS(d) ((i32)get_local_size(d))
#define BARRIER() barrier(CLK_LOCAL_MEM_FENCE)

#define BITS_OF_FLOAT(x) as_uint(x)
#define FLOAT_OF_BITS(x) as_float(x)

#define EXP(x) exp(x)
#define LOG(x) log(x)
#define SQRT(x) sqrt(x)
#define RSQRT(x) (1.0f / sqrt(x))
#define TANH(x) tanh(x)
#define ERF(x) erf(x)
#define FABS(x) fabs(x)
#define FMAX(a, b) fmax(a, b)
#define FMIN(a, b) fmin(a, b)
#define FMA(a, b, c) fma(a, b, c)
#define RINT(x) rint(x)
#define ISNAN(x) isnan(x)
#define MINI(a, b) min(a, b)
#define MAXI(a, b) max(a, b)

// Pointers to half are core even where arithmetic in half is not.
DEVICE float half_to_float(u16 bits) {
    return vload_half(0, (const __private half *)&bits);
}

DEVICE u16 float_to_half(float x) {
    u16 bits;
    vstore_half_rte(x, 0, (__private half *)&bits);
    return bits;
}
