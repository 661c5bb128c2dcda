// A stand-in for AMD's HIP library, for tests only: it has one device, which is none. Only what Octavo calls is here; where hip_runtime_api.h is at hand, the build compares the prototypes.
// Built twice: as HIP 6, and with STANDIN_HIP=5 as HIP 5, whose properties have another layout under another name.
#include "../run/device.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#ifdef HAVE_HIP_H
#define __HIP_PLATFORM_AMD__
#include <hip/hip_runtime_api.h>
#endif

#ifndef STANDIN_HIP
#define STANDIN_HIP 6
#endif

using namespace standin;

namespace {

constexpr int SUCCESS = 0;
constexpr int INVALID_VALUE = 1;
constexpr int OUT_OF_MEMORY = 2;
constexpr int NO_DEVICE = 100;
constexpr int INVALID_DEVICE = 101;
constexpr int NO_BINARY_FOR_GPU = 209;
constexpr int ILLEGAL_STATE = 401;
constexpr int NOT_FOUND = 500;
constexpr int NOT_READY = 600;
constexpr int ILLEGAL_ADDRESS = 700;
constexpr int LAUNCH_FAILED = 719;

constexpr size_t NAME = 256;
// Where hipDeviceProp_t has gcnArchName, and how long it is.
constexpr size_t OFFSET_5 = 396;
constexpr size_t SIZE_5 = 792;
constexpr size_t OFFSET_6 = 1160;
constexpr size_t SIZE_6 = 1472;
#if defined(HAVE_HIP_H) && HIP_VERSION_MAJOR == 5
static_assert(offsetof(hipDeviceProp_t, gcnArchName) == OFFSET_5 && sizeof(hipDeviceProp_t) == SIZE_5);
#elif defined(HAVE_HIP_H)
static_assert(offsetof(hipDeviceProp_t, gcnArchName) == OFFSET_6 && sizeof(hipDeviceProp_t) == SIZE_6);
#endif

// Tests change these.
std::atomic<int> lost{0};
std::atomic<int> version{STANDIN_HIP == 5 ? 50'221'153 : 60'443'484};
std::atomic<int> start_status{0};
// OCTAVO_STANDIN_GFX, for runs by hand, names another processor than gfx1100, whose layouts of matrix units are used then.
char architecture[NAME];
std::atomic<int> wave{[] {
    const char *name = getenv("OCTAVO_STANDIN_GFX");
    strncpy(architecture, name != nullptr ? name : "gfx1100", NAME - 1);
    return strncmp(architecture, "gfx9", 4) == 0 ? 64 : 32;
}()};

thread_local int current = 0;

int ready() {
    return current != 0 ? INVALID_DEVICE : lost.load();
}

void run(LaunchRecord &launch) {
    if (!launch.run()) {
        lost = LAUNCH_FAILED;
    }
}

bool hidden() {
    const char *visible = getenv("HIP_VISIBLE_DEVICES");
    return visible != nullptr && strncmp(visible, "0", 1) != 0;
}

int attribute(int code) {
    switch (code) {
        case 56: // threads of a block
            return 1024;
        case 63: // compute units
            return 2;
        case 67: // bus address
            return 0xc3;
        case 74: // local memory of a block
            return 64 << 10;
        case 87:
            return wave;
        default:
            return 0;
    }
}

// The library reads an image when a kernel of it is first asked for, as AMD's does; so the image has to stay.
struct LazyModule {
    const void *image;
    Module *loaded = nullptr;
    ~LazyModule() {
        delete loaded;
    }
};

void fill_properties(void *properties, size_t size, size_t offset) {
    memset(properties, 0x7f, size);
    memcpy(static_cast<char *>(properties) + offset, architecture, NAME);
}

} // namespace

#define NEED_DEVICE()                      \
    if (int status = ready(); status != 0) \
    return static_cast<R>(status)
#define ANSWER(status) return static_cast<R>(status)

#ifdef HAVE_HIP_H
typedef hipError_t R;
#else
typedef int R;
typedef int hipError_t;
typedef int hipDevice_t;
typedef int hipDeviceAttribute_t;
typedef int hipFunction_attribute;
typedef int hipMemcpyKind;
typedef int hipStreamCaptureMode;
typedef struct ihipStream_t *hipStream_t;
typedef struct ihipEvent_t *hipEvent_t;
typedef struct ihipModule_t *hipModule_t;
typedef struct ihipModuleSymbol_t *hipFunction_t;
typedef struct ihipGraph *hipGraph_t;
typedef struct hipGraphExec *hipGraphExec_t;
#endif

extern "C" {

R hipInit(unsigned int) {
    ANSWER(start_status != 0 ? start_status.load() : hidden() ? NO_DEVICE : SUCCESS);
}

R hipRuntimeGetVersion(int *number) {
    *number = version;
    ANSWER(SUCCESS);
}

R hipGetDeviceCount(int *count) {
    *count = hidden() ? 0 : 1;
    ANSWER(hidden() ? NO_DEVICE : SUCCESS);
}

R hipDeviceGetName(char *name, int length, hipDevice_t) {
    strncpy(name, DEVICE_NAME, length - 1);
    name[length - 1] = 0;
    ANSWER(SUCCESS);
}

R hipDeviceTotalMem(size_t *bytes, hipDevice_t) {
    *bytes = total_bytes();
    ANSWER(SUCCESS);
}

R hipDeviceGetAttribute(int *value, hipDeviceAttribute_t code, int) {
    *value = attribute(code);
    ANSWER(SUCCESS);
}

#if STANDIN_HIP == 5
// Its prototype has a type that the header renames from version 6 on.
R octavo_properties(void *properties, int) __asm__("hipGetDeviceProperties");
R octavo_properties(void *properties, int) {
    fill_properties(properties, SIZE_5, OFFSET_5);
    ANSWER(SUCCESS);
}
#else
R octavo_properties_6(void *properties, int) __asm__("hipGetDevicePropertiesR0600");
R octavo_properties_6(void *properties, int) {
    fill_properties(properties, SIZE_6, OFFSET_6);
    ANSWER(SUCCESS);
}
// What programs of HIP 5 still get: whoever reads it with the new layout finds nothing.
R octavo_properties_5(void *properties, int) __asm__("hipGetDeviceProperties");
R octavo_properties_5(void *properties, int) {
    fill_properties(properties, SIZE_5, OFFSET_5);
    ANSWER(SUCCESS);
}
#endif

R hipSetDevice(int device) {
    current = device;
    ANSWER(device == 0 ? SUCCESS : INVALID_DEVICE);
}

const char *hipGetErrorName(hipError_t error) {
    switch (static_cast<int>(error)) {
        case SUCCESS:
            return "hipSuccess";
        case INVALID_VALUE:
            return "hipErrorInvalidValue";
        case OUT_OF_MEMORY:
            return "hipErrorOutOfMemory";
        case NO_DEVICE:
            return "hipErrorNoDevice";
        case INVALID_DEVICE:
            return "hipErrorInvalidDevice";
        case NO_BINARY_FOR_GPU:
            return "hipErrorNoBinaryForGpu";
        case ILLEGAL_STATE:
            return "hipErrorIllegalState";
        case NOT_FOUND:
            return "hipErrorNotFound";
        case NOT_READY:
            return "hipErrorNotReady";
        case ILLEGAL_ADDRESS:
            return "hipErrorIllegalAddress";
        case 719:
            return "hipErrorLaunchFailure";
        default:
            return "hipErrorUnknown";
    }
}

R hipMemGetInfo(size_t *free, size_t *total) {
    NEED_DEVICE();
    *free = free_bytes();
    *total = total_bytes();
    ANSWER(SUCCESS);
}

R hipMalloc(void **memory, size_t bytes) {
    NEED_DEVICE();
    *memory = allocate(bytes);
    ANSWER(*memory == nullptr ? OUT_OF_MEMORY : SUCCESS);
}

R hipFree(void *memory) {
    NEED_DEVICE();
    Freed freed = release(memory);
    if (freed == Freed::BORDER_BROKEN) {
        lost = ILLEGAL_ADDRESS;
    }
    ANSWER(freed == Freed::OK ? SUCCESS : freed == Freed::UNKNOWN ? INVALID_VALUE : ILLEGAL_ADDRESS);
}

R hipHostMalloc(void **memory, size_t bytes, unsigned int) {
    NEED_DEVICE();
    *memory = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
    ANSWER(*memory == nullptr ? OUT_OF_MEMORY : SUCCESS);
}

R hipHostFree(void *memory) {
    NEED_DEVICE();
    drain_all();
    free(memory);
    ANSWER(SUCCESS);
}

R hipModuleLoadData(hipModule_t *module, const void *image) {
    NEED_DEVICE();
    // The form of the image is looked at at once.
    if (memcmp(image, "\177ELF", 4) != 0) {
        ANSWER(NO_BINARY_FOR_GPU);
    }
    *module = reinterpret_cast<hipModule_t>(new LazyModule{image});
    ANSWER(SUCCESS);
}

R hipModuleUnload(hipModule_t module) {
    drain_all();
    delete reinterpret_cast<LazyModule *>(module);
    ANSWER(SUCCESS);
}

R hipModuleGetFunction(hipFunction_t *function, hipModule_t module, const char *name) {
    NEED_DEVICE();
    auto *lazy = reinterpret_cast<LazyModule *>(module);
    std::string message;
    if (lazy->loaded == nullptr && (lazy->loaded = load_module(lazy->image, message)) == nullptr) {
        ANSWER(NO_BINARY_FOR_GPU);
    }
    const KernelEntry *entry = lazy->loaded->find(name);
    *function = reinterpret_cast<hipFunction_t>(const_cast<KernelEntry *>(entry));
    ANSWER(entry == nullptr ? NOT_FOUND : SUCCESS);
}

R hipFuncGetAttribute(int *value, hipFunction_attribute code, hipFunction_t function) {
    auto *entry = reinterpret_cast<const KernelEntry *>(function);
    *value = code == 0 && entry->x != 0 ? entry->x * entry->y * entry->z : 1024;
    ANSWER(SUCCESS);
}

R hipStreamCreateWithFlags(hipStream_t *stream, unsigned int) {
    NEED_DEVICE();
    *stream = reinterpret_cast<hipStream_t>(new Stream);
    ANSWER(SUCCESS);
}

R hipStreamDestroy(hipStream_t stream) {
    delete reinterpret_cast<Stream *>(stream);
    ANSWER(SUCCESS);
}

R hipStreamSynchronize(hipStream_t stream) {
    NEED_DEVICE();
    reinterpret_cast<Stream *>(stream)->drain();
    ANSWER(lost.load());
}

R hipStreamWaitEvent(hipStream_t stream, hipEvent_t event, unsigned int) {
    NEED_DEVICE();
    auto point = reinterpret_cast<Event *>(event)->last;
    if (point != nullptr) {
        reinterpret_cast<Stream *>(stream)->add([point] { point->wait(); });
    }
    ANSWER(SUCCESS);
}

R hipEventCreateWithFlags(hipEvent_t *event, unsigned) {
    NEED_DEVICE();
    *event = reinterpret_cast<hipEvent_t>(new Event);
    ANSWER(SUCCESS);
}

R hipEventDestroy(hipEvent_t event) {
    delete reinterpret_cast<Event *>(event);
    ANSWER(SUCCESS);
}

R hipEventRecord(hipEvent_t event, hipStream_t stream) {
    NEED_DEVICE();
    reinterpret_cast<Event *>(event)->last = reinterpret_cast<Stream *>(stream)->point();
    ANSWER(SUCCESS);
}

R hipEventQuery(hipEvent_t event) {
    NEED_DEVICE();
    auto point = reinterpret_cast<Event *>(event)->last;
    ANSWER(point == nullptr || point->is_reached() ? lost.load() : NOT_READY);
}

R hipMemcpyAsync(void *target, const void *source, size_t bytes, hipMemcpyKind kind, hipStream_t stream) {
    NEED_DEVICE();
    if (static_cast<int>(kind) < 0 || static_cast<int>(kind) > 4) {
        ANSWER(INVALID_VALUE);
    }
    reinterpret_cast<Stream *>(stream)->add([=] { memcpy(target, source, bytes); });
    ANSWER(SUCCESS);
}

R hipMemsetAsync(void *target, int value, size_t bytes, hipStream_t stream) {
    NEED_DEVICE();
    reinterpret_cast<Stream *>(stream)->add([=] { memset(target, value, bytes); });
    ANSWER(SUCCESS);
}

R hipModuleLaunchKernel(hipFunction_t function, unsigned int gx, unsigned int gy, unsigned int gz, unsigned int bx, unsigned int by,
        unsigned int bz, unsigned int, hipStream_t stream, void **arguments, void **) {
    NEED_DEVICE();
    auto *entry = reinterpret_cast<const KernelEntry *>(function);
    bool fits = entry->x == 0 || (bx * by * bz <= static_cast<unsigned>(entry->x * entry->y * entry->z));
    bool small = static_cast<unsigned long long>(gx) * bx >> 32 == 0 && static_cast<unsigned long long>(gy) * by >> 32 == 0
            && static_cast<unsigned long long>(gz) * bz >> 32 == 0;
    if (gx == 0 || gy == 0 || gz == 0 || gy > 65536 || gz > 65536 || bx * by * bz == 0 || bx * by * bz > 1024 || !small || !fits) {
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

R hipStreamBeginCapture(hipStream_t stream, hipStreamCaptureMode) {
    NEED_DEVICE();
    auto *into = reinterpret_cast<Stream *>(stream);
    if (into->capturing != nullptr) {
        ANSWER(ILLEGAL_STATE);
    }
    into->capturing = new Graph;
    ANSWER(SUCCESS);
}

R hipStreamEndCapture(hipStream_t stream, hipGraph_t *graph) {
    NEED_DEVICE();
    auto *from = reinterpret_cast<Stream *>(stream);
    *graph = reinterpret_cast<hipGraph_t>(from->capturing);
    from->capturing = nullptr;
    ANSWER(*graph == nullptr ? ILLEGAL_STATE : SUCCESS);
}

R hipGraphInstantiateWithFlags(hipGraphExec_t *executable, hipGraph_t graph, unsigned long long) {
    NEED_DEVICE();
    *executable = reinterpret_cast<hipGraphExec_t>(new Graph(*reinterpret_cast<Graph *>(graph)));
    ANSWER(SUCCESS);
}

R hipGraphLaunch(hipGraphExec_t executable, hipStream_t stream) {
    NEED_DEVICE();
    // A copy, so that the graph may be destroyed while it runs.
    Graph graph = *reinterpret_cast<Graph *>(executable);
    reinterpret_cast<Stream *>(stream)->add([graph] {
        for (auto &launch : graph.launches) {
            run(*launch);
        }
    });
    ANSWER(SUCCESS);
}

R hipGraphDestroy(hipGraph_t graph) {
    delete reinterpret_cast<Graph *>(graph);
    ANSWER(SUCCESS);
}

R hipGraphExecDestroy(hipGraphExec_t executable) {
    delete reinterpret_cast<Graph *>(executable);
    ANSWER(SUCCESS);
}

// For tests: from now on the device answers with this error; 0 mends it.
int octavo_standin_lose(int error) {
    lost = error;
    return 0;
}

// For tests: what the device and the library say they are. An empty architecture and numbers below 0 leave things as they are.
int octavo_standin_pose(const char *new_architecture, int new_wave, int new_version, int new_start_status) {
    if (*new_architecture != 0) {
        memset(architecture, 0, NAME);
        strncpy(architecture, new_architecture, NAME - 1);
    }
    wave = new_wave < 0 ? wave.load() : new_wave;
    version = new_version < 0 ? version.load() : new_version;
    start_status = new_start_status < 0 ? start_status.load() : new_start_status;
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
