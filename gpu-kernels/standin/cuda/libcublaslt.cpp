// A stand-in for cuBLASLt, for tests only: it keeps what descriptions say and multiplies with plain loops, as a launch of the stand-in for the driver, so that order and capture are the driver's.
// Only what Octavo calls is here, with the numbers of cublasLt.h 13; what it would not ask for is refused, so that a wrong attribute is seen.
#include "../run/dense.h"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>

using namespace standin;

namespace {

constexpr int SUCCESS = 0;
constexpr int NOT_INITIALIZED = 1;
constexpr int INVALID_VALUE = 7;
constexpr int NOT_SUPPORTED = 15;

constexpr int FLOAT = 0;
constexpr int HALF = 2;
constexpr int BFLOAT = 14;

struct Description {
    int compute, scale, transpose_a = 0;
};

struct Layout {
    int type;
    uint64_t rows, columns;
    int64_t step;
};

struct Preference {
    uint64_t workspace = 0;
    uint32_t alignment[4] = {256, 256, 256, 256};
};

struct Algorithm {
    uint64_t words[8];
};

constexpr uint64_t MARK = 0x6f637461766f3133;

struct Result {
    Algorithm algorithm;
    uint64_t workspace;
    int state;
    float waves;
    int reserved[4];
};
static_assert(sizeof(Result) == 96, "as cublasLt.h has it");

std::atomic<int> heuristics{0};
std::atomic<int> open_things{0};

Number number_of(int type) {
    return type == FLOAT ? Number::FLOAT : type == HALF ? Number::HALF : Number::BFLOAT;
}

LaunchFunction launch_function() {
    return standin::launch_function("libcuda.so.1", "cuLaunchKernel");
}

} // namespace

extern "C" {

size_t cublasLtGetVersion() {
    return 130000;
}

int cublasLtCreate(void **handle) {
    open_things++;
    *handle = malloc(1);
    return launch_function() == nullptr ? NOT_INITIALIZED : SUCCESS;
}

int cublasLtDestroy(void *handle) {
    open_things--;
    free(handle);
    return SUCCESS;
}

int cublasLtMatmulDescCreate(Description **description, int compute, int scale) {
    if (compute != 68 || scale != FLOAT) {
        return NOT_SUPPORTED;
    }
    open_things++;
    *description = new Description{compute, scale};
    return SUCCESS;
}

int cublasLtMatmulDescSetAttribute(Description *description, int attribute, const void *value, size_t bytes) {
    if (attribute != 3 || bytes != 4) {
        return INVALID_VALUE;
    }
    memcpy(&description->transpose_a, value, 4);
    return SUCCESS;
}

int cublasLtMatmulDescDestroy(Description *description) {
    open_things--;
    delete description;
    return SUCCESS;
}

int cublasLtMatrixLayoutCreate(Layout **layout, int type, uint64_t rows, uint64_t columns, int64_t step) {
    if ((type != FLOAT && type != HALF && type != BFLOAT) || step < static_cast<int64_t>(rows)) {
        return INVALID_VALUE;
    }
    open_things++;
    *layout = new Layout{type, rows, columns, step};
    return SUCCESS;
}

int cublasLtMatrixLayoutDestroy(Layout *layout) {
    open_things--;
    delete layout;
    return SUCCESS;
}

int cublasLtMatmulPreferenceCreate(Preference **preference) {
    open_things++;
    *preference = new Preference;
    return SUCCESS;
}

int cublasLtMatmulPreferenceSetAttribute(Preference *preference, int attribute, const void *value, size_t bytes) {
    if (attribute == 1 && bytes == 8) {
        memcpy(&preference->workspace, value, 8);
    } else if (attribute >= 5 && attribute <= 8 && bytes == 4) {
        memcpy(&preference->alignment[attribute - 5], value, 4);
    } else if (attribute != 3 || bytes != 4) {
        return INVALID_VALUE;
    }
    return SUCCESS;
}

int cublasLtMatmulPreferenceDestroy(Preference *preference) {
    open_things--;
    delete preference;
    return SUCCESS;
}

int cublasLtMatmulAlgoGetHeuristic(void *, Description *description, Layout *a, Layout *b, Layout *c, Layout *d, Preference *preference,
        int wanted, Result *results, int *found) {
    heuristics++;
    *found = 0;
    bool fits = description->transpose_a == 1 && a->rows == b->rows && a->columns == d->rows && b->columns == d->columns
            && c->rows == d->rows && c->columns == d->columns && c->type == d->type && a->type == b->type && a->type != FLOAT;
    if (!fits || wanted < 1 || (broken == LACKS_BFLOAT && a->type == BFLOAT)) {
        return NOT_SUPPORTED;
    }
    memset(results, 0, sizeof *results);
    results->algorithm.words[0] = MARK;
    results->algorithm.words[1] = preference->workspace;
    results->algorithm.words[2] = preference->alignment[0];
    results->workspace = preference->workspace;
    *found = 1;
    return SUCCESS;
}

int cublasLtMatmul(void *, Description *, const float *alpha, const void *a, Layout *a_layout, const void *b, Layout *b_layout,
        const float *beta, const void *c, Layout *c_layout, void *d, Layout *d_layout, const Algorithm *algorithm, void *workspace,
        size_t workspace_bytes, void *stream) {
    uint64_t alignment = algorithm->words[2];
    if (algorithm->words[0] != MARK || workspace_bytes < algorithm->words[1] || !is_aligned(workspace, alignment) || !is_aligned(a, alignment)
            || !is_aligned(b, alignment) || !is_aligned(d, alignment) || (*beta != 0 && !is_aligned(c, alignment))) {
        return INVALID_VALUE;
    }
    // What it may use, it uses.
    memset(workspace, 0x5a, 64);
    Work work{a, b, c, d, number_of(a_layout->type), number_of(d_layout->type), static_cast<int64_t>(d_layout->rows), static_cast<int64_t>(a_layout->rows),
            a_layout->step, b_layout->step, c_layout->step, d_layout->step, *alpha, *beta};
    return launch(launch_function(), work, static_cast<int64_t>(d_layout->columns), stream);
}

// For tests: how often the heuristic was asked, and how many handles and descriptions are open.
int octavo_standin_heuristics() {
    return heuristics;
}

int octavo_standin_open_things() {
    return open_things;
}
}
