// What stand-ins for libraries of dense products share: a product as a launch of the stand-in for the driver, so that order and capture are the driver's. Plain loops, sums in f32.
#pragma once
#include "kernel_abi.h"

#include <atomic>
#include <cstdint>
#include <cstring>
#include <dlfcn.h>
#include <utility>

namespace standin {

enum class Number { FLOAT, HALF, BFLOAT };

inline float number(const void *data, Number type, int64_t i) {
    if (type == Number::FLOAT) {
        return static_cast<const float *>(data)[i];
    }
    uint16_t bits = static_cast<const uint16_t *>(data)[i];
    if (type == Number::HALF) {
        _Float16 x;
        memcpy(&x, &bits, 2);
        return static_cast<float>(x);
    }
    uint32_t wide = static_cast<uint32_t>(bits) << 16;
    float x;
    memcpy(&x, &wide, 4);
    return x;
}

inline void store(void *data, Number type, int64_t i, float x) {
    if (type == Number::FLOAT) {
        static_cast<float *>(data)[i] = x;
    } else if (type == Number::HALF) {
        auto half = static_cast<_Float16>(x);
        memcpy(static_cast<uint16_t *>(data) + i, &half, 2);
    } else {
        uint32_t bits;
        memcpy(&bits, &x, 4);
        bool nan = (bits & 0x7fffffff) > 0x7f800000;
        static_cast<uint16_t *>(data)[i] =
                static_cast<uint16_t>(nan ? (bits >> 16 | 0x40) : (bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }
}

// One column of the result, which is a row of ours.
struct Work {
    const void *w, *a, *c;
    void *d;
    Number type, output;
    int64_t n, k, w_step, a_step, c_step, d_step;
    float alpha, beta;
};

// A launch keeps 16 bytes of each argument, so that the work comes in pieces.
inline constexpr int PIECE = 16;
inline constexpr int PIECES = (sizeof(Work) + PIECE - 1) / PIECE;

inline void column(Items *items, void **arguments) {
    unsigned char bytes[PIECES * PIECE];
    for (int i = 0; i < PIECES; i++) {
        memcpy(bytes + i * PIECE, arguments[i], PIECE);
    }
    Work work;
    memcpy(&work, bytes, sizeof work);
    int64_t j = items->group[0];
    for (int64_t i = 0; i < work.n; i++) {
        float sum = 0;
        for (int64_t x = 0; x < work.k; x++) {
            sum += number(work.w, work.type, i * work.w_step + x) * number(work.a, work.type, j * work.a_step + x);
        }
        sum *= work.alpha;
        if (work.beta != 0) {
            sum += work.beta * number(work.c, work.output, j * work.c_step + i);
        }
        store(work.d, work.output, j * work.d_step + i, sum);
    }
}

inline constexpr unsigned char SIZES[] = {16, 16, 16, 16, 16, 16, 16, 16};
static_assert(PIECES <= sizeof SIZES, "a size for each piece");
inline const KernelEntry ENTRY = {"standin_product", column, SIZES, PIECES, 0, 0, 0, nullptr};

typedef int (*LaunchFunction)(void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void *, void **, void **);

// The driver's stand-in is loaded, and known by its name.
inline LaunchFunction launch_function(const char *library, const char *function) {
    void *driver = dlopen(library, RTLD_NOW | RTLD_NOLOAD);
    return driver == nullptr ? nullptr : reinterpret_cast<LaunchFunction>(dlsym(driver, function));
}

// What a test makes wrong; 0 is nothing.
inline std::atomic<int> broken{0};
inline constexpr int FLUSHES_HALF = 1; // as a version without a kernel for subnormal numbers does
inline constexpr int TRANSPOSES = 2;
inline constexpr int LACKS_BFLOAT = 3; // which the library itself refuses

inline Work with_fault(Work work) {
    if (broken == FLUSHES_HALF && work.type == Number::HALF) {
        work.alpha = 0;
    }
    if (broken == TRANSPOSES) {
        std::swap(work.c_step, work.d_step);
    }
    return work;
}

// Enqueues a product of so many columns.
inline int launch(LaunchFunction function, const Work &asked, int64_t columns, void *stream) {
    Work work = with_fault(asked);
    unsigned char bytes[PIECES * PIECE] = {};
    memcpy(bytes, &work, sizeof work);
    void *arguments[PIECES];
    for (int i = 0; i < PIECES; i++) {
        arguments[i] = bytes + i * PIECE;
    }
    return function(const_cast<KernelEntry *>(&ENTRY), static_cast<unsigned>(columns), 1, 1, 1, 1, 1, 0, stream, arguments, nullptr);
}

inline bool is_aligned(const void *address, uint32_t alignment) {
    return reinterpret_cast<uintptr_t>(address) % alignment == 0;
}

} // namespace standin

// For tests: from now on the library has a fault; 0 mends it. Each library is one file, which includes this one.
extern "C" int octavo_standin_break(int fault) {
    standin::broken = fault;
    return 0;
}
