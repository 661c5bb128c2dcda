#include "device.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

namespace standin {

namespace {

constexpr size_t TOTAL = size_t{8} << 30;
constexpr size_t ALIGNMENT = 256;
constexpr size_t BORDER = 256;
constexpr unsigned char BORDER_BYTE = 0xB5;
// NaN in every floating-point type, -1 as an integer: what a kernel must not read.
constexpr unsigned char POISON = 0xFF;
constexpr size_t POISONED = size_t{64} << 20;

std::mutex mutex;
std::map<void *, size_t> blocks;
size_t used = 0;

} // namespace

const char *const DEVICE_NAME = "Octavo stand-in, no GPU: kernels run on the host, for tests only";

size_t total_bytes() {
    return TOTAL;
}

size_t free_bytes() {
    std::lock_guard lock(mutex);
    return TOTAL - used;
}

void *allocate(size_t bytes) {
    std::lock_guard lock(mutex);
    if (bytes > TOTAL - used) {
        return nullptr;
    }
    size_t size = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + BORDER;
    auto *memory = static_cast<unsigned char *>(aligned_alloc(ALIGNMENT, size));
    if (memory == nullptr) {
        return nullptr;
    }
    memset(memory, POISON, bytes < POISONED ? bytes : POISONED);
    memset(memory + bytes, BORDER_BYTE, size - bytes);
    blocks[memory] = bytes;
    used += bytes;
    return memory;
}

Freed release(void *memory) {
    drain_all();
    std::lock_guard lock(mutex);
    auto block = blocks.find(memory);
    if (block == blocks.end()) {
        return Freed::UNKNOWN;
    }
    size_t bytes = block->second;
    size_t size = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + BORDER;
    const auto *content = static_cast<unsigned char *>(memory);
    Freed result = Freed::OK;
    for (size_t i = bytes; i < size; i++) {
        if (content[i] != BORDER_BYTE) {
            fprintf(stderr, "Octavo stand-in: a kernel wrote %zu bytes behind the end of an allocation of %zu bytes\n", i - bytes, bytes);
            result = Freed::BORDER_BROKEN;
            break;
        }
    }
    used -= bytes;
    blocks.erase(block);
    free(memory);
    return result;
}

} // namespace standin
