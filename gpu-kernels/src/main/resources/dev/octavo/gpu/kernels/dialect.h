// Kernels are written once, in a dialect that is OpenCL C, CUDA C++ and HIP C++ at the same time. A vendor's header (vendor/) gives these words their meaning:
//   KERNEL(name)(...)      an entry point; its arguments are ARG(T, name) for buffers, and i32, i64, float by value
//   SIZED_KERNEL(name, x, y, z)(...)  one whose work-groups have this size, which it is compiled for
//   USE(T, name);          at the top of the body: makes a buffer argument a pointer "GLOBAL T *name"
//   GLOBAL, LOCAL, TABLE   address spaces: device memory, work-group memory (declared at the top of a kernel), constant tables at file scope
//   LOCAL_POINTER(T)       the type of a pointer to work-group memory, for casts and for functions that kernels hand it to
//   LOCAL_ADD(p, n)        adds to an i32 in work-group memory as one step, and gives what it was before
//   DEVICE                 a function that kernels call
//   GROUP(d), ITEM(d)      which work-group, which work-item in it; GROUPS(d), ITEMS(d): how many; BARRIER() waits for the whole work-group
//   EXP, LOG, SQRT, ...    single-precision functions as accurate as the vendor's ordinary ones
// Types are u8, i8, u16, i16, u32, i32, u64, i64 and float. There is no other arithmetic type: f16, bf16 and the 8-bit floats exist as bits in memory.
// A tensor is a byte pointer with strides in elements; its element type is a number (F32 ...), a compile-time definition wherever kernels are compiled for a spec.
#ifndef DIALECT_H
#define DIALECT_H

// Element types, in the order of dev.octavo.tensor.DType.
#define F32 0
#define F16 1
#define BF16 2
#define F8_E4M3 3
#define F8_E5M2 4
#define I64 5
#define I32 6
#define I8 7
#define U8 8
// In place of one of them in a definition: the type is an argument of the kernel.
#define ANY 9

#define INFINITY_BITS 0x7f800000u
#define NEGATIVE_INFINITY FLOAT_OF_BITS(0xff800000u)
#define NOT_A_NUMBER FLOAT_OF_BITS(0x7fc00000u)
#endif
