// The kernel dialect for CUDA. No header of the vendor is included, so that the compiler at run time needs none either. See ../dialect.h for what each word means.
#define VENDOR_CUDA 1

#define KERNEL(name) extern "C" __global__ void name
#define GROUP_SIZE_IS(x, y, z) __launch_bounds__((x) * (y) * (z))
#define DEVICE static __device__ __forceinline__
#define GLOBAL
#define LOCAL __shared__
#define LOCAL_POINTER(T) T *
#define TABLE static __constant__ const
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

#define AXIS(v, d) ((d) == 0 ? (v).x : (d) == 1 ? (v).y : (v).z)
#define GROUP(d) ((i64)AXIS(blockIdx, d))
#define GROUPS(d) ((i64)AXIS(gridDim, d))
#define ITEM(d) ((i32)AXIS(threadIdx, d))
#define ITEMS(d) ((i32)AXIS(blockDim, d))
#define BARRIER() __syncthreads()

#define BITS_OF_FLOAT(x) __float_as_uint(x)
#define FLOAT_OF_BITS(x) __uint_as_float(x)

#define EXP(x) expf(x)
#define LOG(x) logf(x)
#define SQRT(x) sqrtf(x)
#define RSQRT(x) (1.0f / sqrtf(x))
#define TANH(x) tanhf(x)
#define ERF(x) erff(x)
#define FABS(x) fabsf(x)
#define FMAX(a, b) fmaxf(a, b)
#define FMIN(a, b) fminf(a, b)
#define FMA(a, b, c) fmaf(a, b, c)
#define RINT(x) rintf(x)
#define ISNAN(x) ((x) != (x))
#define MINI(a, b) ((a) < (b) ? (a) : (b))
#define MAXI(a, b) ((a) > (b) ? (a) : (b))

DEVICE float half_to_float(u16 bits) {
    float x;
    asm("cvt.f32.f16 %0, %1;" : "=f"(x) : "h"(bits));
    return x;
}

DEVICE u16 float_to_half(float x) {
    u16 bits;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(x));
    return bits;
}
