// A stand-in for rocBLAS, for tests only: it multiplies with plain loops, as a launch of the stand-in for the driver, so that order and capture are the driver's. Only what Octavo calls is here, with the numbers of
// rocblas-types.h 4. It is as strict as the strictest version: a stream that is captured is not asked for its state, and nothing is allocated.
#include "../run/dense.h"
#include "../run/device.h"

#include <atomic>
#include <cstdlib>

using namespace standin;

namespace {

constexpr int SUCCESS = 0;
constexpr int INVALID_HANDLE = 1;
constexpr int NOT_IMPLEMENTED = 2;
constexpr int INVALID_POINTER = 3;
constexpr int INVALID_SIZE = 4;
constexpr int MEMORY_ERROR = 5;
constexpr int INTERNAL_ERROR = 6;
constexpr int INVALID_VALUE = 11;

constexpr int NOT_TRANSPOSED = 111;
constexpr int TRANSPOSED = 112;
constexpr int HALF = 150;
constexpr int FLOAT = 151;
constexpr int BFLOAT = 168;

struct Handle {
    Stream *stream = nullptr;
    int atomics = 1;
    void *workspace = nullptr;
    size_t workspace_bytes = 0;
};

std::atomic<int> open_handles{0};
std::atomic<int> products{0};

Number number_of(int type) {
    return type == FLOAT ? Number::FLOAT : type == HALF ? Number::HALF : Number::BFLOAT;
}

LaunchFunction launch_function() {
    LaunchFunction function = standin::launch_function("libamdhip64.so.6", "hipModuleLaunchKernel");
    return function != nullptr ? function : standin::launch_function("libamdhip64.so.5", "hipModuleLaunchKernel");
}

} // namespace

extern "C" {

int rocblas_get_version_string(char *text, size_t bytes) {
    const char *version = "4.2.4.stand-in";
    if (bytes <= strlen(version)) {
        return INVALID_SIZE;
    }
    strcpy(text, version);
    return SUCCESS;
}

int rocblas_create_handle(Handle **handle) {
    if (launch_function() == nullptr) {
        return INTERNAL_ERROR;
    }
    open_handles++;
    *handle = new Handle;
    return SUCCESS;
}

int rocblas_destroy_handle(Handle *handle) {
    open_handles--;
    delete handle;
    return SUCCESS;
}

int rocblas_set_stream(Handle *handle, Stream *stream) {
    if (stream == handle->stream) {
        return SUCCESS;
    }
    if (stream != nullptr && stream->capturing != nullptr) {
        return INVALID_VALUE;
    }
    handle->stream = stream;
    return SUCCESS;
}

int rocblas_set_atomics_mode(Handle *handle, int mode) {
    handle->atomics = mode;
    return handle == nullptr ? INVALID_HANDLE : SUCCESS;
}

int rocblas_set_workspace(Handle *handle, void *workspace, size_t bytes) {
    handle->workspace = workspace;
    handle->workspace_bytes = bytes;
    return SUCCESS;
}

int rocblas_gemm_ex(Handle *handle, int transpose_a, int transpose_b, int m, int n, int k, const void *alpha, const void *a, int a_type, int lda,
        const void *b, int b_type, int ldb, const void *beta, const void *c, int c_type, int ldc, void *d, int d_type, int ldd, int compute,
        int algorithm, int solution, unsigned flags) {
    bool types = a_type == b_type && c_type == d_type && (a_type == HALF || a_type == BFLOAT) && (d_type == a_type || d_type == FLOAT) && compute == FLOAT;
    // What it would choose by itself, and sums in a fixed order; other transpositions are right too, but Octavo has no use for them.
    if (!types || transpose_a != TRANSPOSED || transpose_b != NOT_TRANSPOSED || algorithm != 0 || solution != 0 || flags != 0
            || handle->atomics != 0 || (broken == LACKS_BFLOAT && a_type == BFLOAT)) {
        return NOT_IMPLEMENTED;
    }
    if (m <= 0 || n <= 0 || k <= 0 || lda < k || ldb < k || ldc < m || ldd < m) {
        return INVALID_SIZE;
    }
    if (handle->workspace == nullptr || handle->workspace_bytes < (1 << 20)) {
        return MEMORY_ERROR;
    }
    // Between calls Octavo leaves it without a stream; on the null stream nothing may run.
    if (handle->stream == nullptr || (c == d && ldc != ldd) || !is_aligned(a, 16) || !is_aligned(b, 16) || !is_aligned(d, 16)) {
        return INVALID_POINTER;
    }
    products++;
    // What it may use, it uses.
    memset(handle->workspace, 0x5a, 64);
    Work work{a, b, c, d, number_of(a_type), number_of(d_type), m, k, lda, ldb, ldc, ldd, *static_cast<const float *>(alpha),
            *static_cast<const float *>(beta)};
    return launch(launch_function(), work, n, handle->stream) == 0 ? SUCCESS : INTERNAL_ERROR;
}

// For tests: how many handles are open, and how many products were asked for.
int octavo_standin_open_handles() {
    return open_handles;
}

int octavo_standin_products() {
    return products;
}
}
