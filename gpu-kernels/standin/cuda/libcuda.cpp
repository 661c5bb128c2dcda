// A stand-in for NVIDIA's driver library, for tests only: it has one device, which is none. Only what Octavo calls is here, under the names that cuda.h gives the present versions;
// where cuda.h is at hand, the build compares the prototypes.
#include "../run/device.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#ifdef HAVE_CUDA_H
#include <cuda.h>
#endif

using namespace standin;

namespace {

constexpr int SUCCESS = 0;
constexpr int INVALID_VALUE = 1;
constexpr int OUT_OF_MEMORY = 2;
constexpr int INVALID_DEVICE = 101;
constexpr int INVALID_CONTEXT = 201;
constexpr int NO_BINARY_FOR_GPU = 209;
constexpr int NOT_FOUND = 500;
constexpr int NOT_READY = 600;
constexpr int ILLEGAL_ADDRESS = 700;
constexpr int ILLEGAL_STATE = 401;
constexpr int LAUNCH_FAILED = 719;

// What a context has become: 0, or the error that every later call answers. A kernel's border violation or a finding of strict kernels makes it, or a test through octavo_standin_lose.
std::atomic<int> lost{0};
std::atomic<int> retained{0};
thread_local void *current = nullptr;
// Compute capability times ten; tests change it (octavo_standin_pose).
std::atomic<int> capability{90};
// What launches of a function may bring of shared memory, beyond which a real device refuses them.
constexpr int MOST_SHARED = 227 << 10;
std::mutex shared_mutex;
std::map<const void *, int> shared;

int shared_of(const void *function) {
    std::lock_guard lock(shared_mutex);
    auto found = shared.find(function);
    return found == shared.end() ? 0 : found->second;
}
int the_context;

void run(LaunchRecord &launch) {
    if (!launch.run()) {
        lost = LAUNCH_FAILED;
    }
}

int ready() {
    return current == nullptr ? INVALID_CONTEXT : lost.load();
}

int attribute(int code) {
    switch (code) {
        case 1: // threads of a block
            return 1024;
        case 8: // shared memory of a block
            return 48 << 10;
        case 10: // warp
            return 32;
        case 16: // multiprocessors
            return 2;
        case 33: // bus address
            return 0x5a;
        case 75: // compute capability
            return capability / 10;
        case 76:
            return capability % 10;
        default:
            return 0;
    }
}


} // namespace

#define NEED_CONTEXT()                     \
    if (int status = ready(); status != 0) \
    return static_cast<R>(status)
#define ANSWER(status) return static_cast<R>(status)

#ifdef HAVE_CUDA_H
typedef CUresult R;
#else
typedef int R;
typedef int CUdevice;
typedef struct CUctx_st *CUcontext;
typedef struct CUmod_st *CUmodule;
typedef struct CUfunc_st *CUfunction;
typedef struct CUstream_st *CUstream;
typedef struct CUevent_st *CUevent;
typedef struct CUgraph_st *CUgraph;
typedef struct CUgraphExec_st *CUgraphExec;
typedef unsigned long long CUdeviceptr;
typedef int CUresult;
typedef int CUdevice_attribute;
typedef int CUfunction_attribute;
typedef int CUstreamCaptureMode;
#endif

extern "C" {

R cuInit(unsigned int) {
    const char *visible = getenv("CUDA_VISIBLE_DEVICES");
    ANSWER(visible != nullptr && strncmp(visible, "0", 1) != 0 ? 100 : SUCCESS);
}

R cuDriverGetVersion(int *version) {
    *version = 13000;
    ANSWER(SUCCESS);
}

R cuDeviceGetCount(int *count) {
    *count = 1;
    ANSWER(SUCCESS);
}

R cuDeviceGet(CUdevice *device, int ordinal) {
    *device = 0;
    ANSWER(ordinal == 0 ? SUCCESS : INVALID_DEVICE);
}

R cuDeviceGetName(char *name, int length, CUdevice) {
    strncpy(name, DEVICE_NAME, length - 1);
    name[length - 1] = 0;
    ANSWER(SUCCESS);
}

R cuDeviceTotalMem_v2(size_t *bytes, CUdevice) {
    *bytes = total_bytes();
    ANSWER(SUCCESS);
}

R cuDeviceGetAttribute(int *value, CUdevice_attribute code, CUdevice) {
    *value = attribute(code);
    ANSWER(SUCCESS);
}

R cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice) {
    // A process that closes its last use and opens anew gets a fresh context.
    if (retained++ == 0) {
        lost = 0;
    }
    *context = reinterpret_cast<CUcontext>(&the_context);
    ANSWER(SUCCESS);
}

R cuDevicePrimaryCtxRelease_v2(CUdevice) {
    retained--;
    ANSWER(SUCCESS);
}

R cuCtxSetCurrent(CUcontext context) {
    current = context;
    ANSWER(SUCCESS);
}

R cuMemGetInfo_v2(size_t *free, size_t *total) {
    NEED_CONTEXT();
    *free = free_bytes();
    *total = total_bytes();
    ANSWER(SUCCESS);
}

R cuMemAlloc_v2(CUdeviceptr *memory, size_t bytes) {
    NEED_CONTEXT();
    if (bytes == 0) {
        ANSWER(INVALID_VALUE);
    }
    *memory = reinterpret_cast<CUdeviceptr>(allocate(bytes));
    ANSWER(*memory == 0 ? OUT_OF_MEMORY : SUCCESS);
}

R cuMemFree_v2(CUdeviceptr memory) {
    NEED_CONTEXT();
    Freed freed = release(reinterpret_cast<void *>(memory));
    if (freed == Freed::BORDER_BROKEN) {
        lost = ILLEGAL_ADDRESS;
    }
    ANSWER(freed == Freed::OK ? SUCCESS : freed == Freed::UNKNOWN ? INVALID_VALUE : ILLEGAL_ADDRESS);
}

R cuMemHostAlloc(void **memory, size_t bytes, unsigned int) {
    NEED_CONTEXT();
    *memory = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
    ANSWER(*memory == nullptr ? OUT_OF_MEMORY : SUCCESS);
}

R cuMemFreeHost(void *memory) {
    NEED_CONTEXT();
    drain_all();
    free(memory);
    ANSWER(SUCCESS);
}

R cuModuleLoadData(CUmodule *module, const void *image) {
    NEED_CONTEXT();
    std::string message;
    *module = reinterpret_cast<CUmodule>(load_module(image, message));
    ANSWER(*module == nullptr ? NO_BINARY_FOR_GPU : SUCCESS);
}

R cuModuleUnload(CUmodule module) {
    drain_all();
    delete reinterpret_cast<Module *>(module);
    ANSWER(SUCCESS);
}

R cuModuleGetFunction(CUfunction *function, CUmodule module, const char *name) {
    NEED_CONTEXT();
    const KernelEntry *entry = reinterpret_cast<Module *>(module)->find(name);
    {
        // Where another module's function was, which is gone, this one starts anew.
        std::lock_guard lock(shared_mutex);
        shared.erase(entry);
    }
    *function = reinterpret_cast<CUfunction>(const_cast<KernelEntry *>(entry));
    ANSWER(entry == nullptr ? NOT_FOUND : SUCCESS);
}

R cuFuncGetAttribute(int *value, CUfunction_attribute code, CUfunction function) {
    auto *entry = reinterpret_cast<const KernelEntry *>(function);
    *value = code == 0 && entry->x != 0 ? entry->x * entry->y * entry->z : 1024;
    ANSWER(SUCCESS);
}

R cuFuncSetAttribute(CUfunction function, CUfunction_attribute code, int value) {
    NEED_CONTEXT();
    // The one that is set: the most dynamic shared memory.
    if (code != 8 || value < 0 || value > MOST_SHARED) {
        ANSWER(INVALID_VALUE);
    }
    std::lock_guard lock(shared_mutex);
    shared[function] = value;
    ANSWER(SUCCESS);
}

R cuStreamCreate(CUstream *stream, unsigned int) {
    NEED_CONTEXT();
    *stream = reinterpret_cast<CUstream>(new Stream);
    ANSWER(SUCCESS);
}

R cuStreamDestroy_v2(CUstream stream) {
    delete reinterpret_cast<Stream *>(stream);
    ANSWER(SUCCESS);
}

R cuStreamSynchronize(CUstream stream) {
    NEED_CONTEXT();
    reinterpret_cast<Stream *>(stream)->drain();
    ANSWER(lost.load());
}

R cuStreamWaitEvent(CUstream stream, CUevent event, unsigned int) {
    NEED_CONTEXT();
    auto point = reinterpret_cast<Event *>(event)->last;
    if (point != nullptr) {
        reinterpret_cast<Stream *>(stream)->add([point] { point->wait(); });
    }
    ANSWER(SUCCESS);
}

R cuEventCreate(CUevent *event, unsigned int) {
    NEED_CONTEXT();
    *event = reinterpret_cast<CUevent>(new Event);
    ANSWER(SUCCESS);
}

R cuEventDestroy_v2(CUevent event) {
    delete reinterpret_cast<Event *>(event);
    ANSWER(SUCCESS);
}

R cuEventRecord(CUevent event, CUstream stream) {
    NEED_CONTEXT();
    reinterpret_cast<Event *>(event)->last = reinterpret_cast<Stream *>(stream)->point();
    ANSWER(SUCCESS);
}

R cuEventQuery(CUevent event) {
    NEED_CONTEXT();
    auto point = reinterpret_cast<Event *>(event)->last;
    ANSWER(point == nullptr || point->is_reached() ? lost.load() : NOT_READY);
}

R cuMemcpyHtoDAsync_v2(CUdeviceptr target, const void *source, size_t bytes, CUstream stream) {
    NEED_CONTEXT();
    reinterpret_cast<Stream *>(stream)->add([=] { memcpy(reinterpret_cast<void *>(target), source, bytes); });
    ANSWER(SUCCESS);
}

R cuMemcpyDtoHAsync_v2(void *target, CUdeviceptr source, size_t bytes, CUstream stream) {
    NEED_CONTEXT();
    reinterpret_cast<Stream *>(stream)->add([=] { memcpy(target, reinterpret_cast<void *>(source), bytes); });
    ANSWER(SUCCESS);
}

R cuMemcpyDtoDAsync_v2(CUdeviceptr target, CUdeviceptr source, size_t bytes, CUstream stream) {
    NEED_CONTEXT();
    reinterpret_cast<Stream *>(stream)->add(
            [=] { memcpy(reinterpret_cast<void *>(target), reinterpret_cast<void *>(source), bytes); });
    ANSWER(SUCCESS);
}

R cuMemsetD8Async(CUdeviceptr target, unsigned char value, size_t bytes, CUstream stream) {
    NEED_CONTEXT();
    reinterpret_cast<Stream *>(stream)->add([=] { memset(reinterpret_cast<void *>(target), value, bytes); });
    ANSWER(SUCCESS);
}

R cuLaunchKernel(CUfunction function, unsigned int gx, unsigned int gy, unsigned int gz, unsigned int bx, unsigned int by, unsigned int bz,
        unsigned int bytes, CUstream stream, void **arguments, void **) {
    NEED_CONTEXT();
    auto *entry = reinterpret_cast<const KernelEntry *>(function);
    // Kernels here have the memory that they expect of a launch whatever it brings, so it is compared.
    if (bytes != static_cast<unsigned>(shared_of(function))) {
        ANSWER(INVALID_VALUE);
    }
    bool fits = entry->x == 0 || (bx * by * bz <= static_cast<unsigned>(entry->x * entry->y * entry->z));
    if (gx == 0 || gy == 0 || gz == 0 || gy > 65535 || gz > 65535 || bx * by * bz == 0 || bx * by * bz > 1024 || bz > 64 || !fits) {
        ANSWER(INVALID_VALUE);
    }
    Shape shape{{gx, gy, gz}, {static_cast<int>(bx), static_cast<int>(by), static_cast<int>(bz)}};
    auto record = std::make_shared<LaunchRecord>(*entry, shape, arguments);
    auto *into = reinterpret_cast<Stream *>(stream);
    if (into->capturing != nullptr) {
        into->capturing->launches.push_back(record);
    } else {
        into->add([record] { run(*record); });
    }
    ANSWER(SUCCESS);
}

R cuStreamBeginCapture_v2(CUstream stream, CUstreamCaptureMode) {
    NEED_CONTEXT();
    auto *into = reinterpret_cast<Stream *>(stream);
    if (into->capturing != nullptr) {
        ANSWER(ILLEGAL_STATE);
    }
    into->capturing = new Graph;
    ANSWER(SUCCESS);
}

R cuStreamEndCapture(CUstream stream, CUgraph *graph) {
    NEED_CONTEXT();
    auto *from = reinterpret_cast<Stream *>(stream);
    *graph = reinterpret_cast<CUgraph>(from->capturing);
    from->capturing = nullptr;
    ANSWER(*graph == nullptr ? ILLEGAL_STATE : SUCCESS);
}

R cuGraphInstantiateWithFlags(CUgraphExec *executable, CUgraph graph, unsigned long long) {
    NEED_CONTEXT();
    *executable = reinterpret_cast<CUgraphExec>(new Graph(*reinterpret_cast<Graph *>(graph)));
    ANSWER(SUCCESS);
}

R cuGraphLaunch(CUgraphExec executable, CUstream stream) {
    NEED_CONTEXT();
    // A copy, so that the graph may be destroyed while it runs.
    Graph graph = *reinterpret_cast<Graph *>(executable);
    reinterpret_cast<Stream *>(stream)->add([graph] {
        for (auto &launch : graph.launches) {
            run(*launch);
        }
    });
    ANSWER(SUCCESS);
}

R cuGraphDestroy(CUgraph graph) {
    delete reinterpret_cast<Graph *>(graph);
    ANSWER(SUCCESS);
}

R cuGraphExecDestroy(CUgraphExec executable) {
    delete reinterpret_cast<Graph *>(executable);
    ANSWER(SUCCESS);
}

// For tests: from now on the context answers with this error.
int octavo_standin_lose(int error) {
    lost = error;
    return 0;
}

// For tests: the device's compute capability, times ten, from now on.
int octavo_standin_pose(int as) {
    capability = as;
    return 0;
}

// For tests: what strict kernels had done when one last failed.
int octavo_standin_finding(char *text, int size) {
    std::string finding = last_finding();
    strncpy(text, finding.c_str(), size - 1);
    text[size - 1] = 0;
    return 0;
}
}
