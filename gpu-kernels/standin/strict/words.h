// What comes behind vendor/host.h where kernels are compiled strictly: each load and store of work-group memory is told to the run time, by the calls that -fsanitize=thread puts before them, and so are barriers, with their place.
#include "abi.h"

extern "C" char __start_octavo_local[] __attribute__((weak, visibility("hidden")));
extern "C" char __stop_octavo_local[] __attribute__((weak, visibility("hidden")));

extern "C" octavo_strict_module octavo_strict;
octavo_strict_module octavo_strict = {nullptr, nullptr, 0, 0, nullptr, 0, 0};

__attribute__((constructor, no_sanitize("thread"))) static void octavo_find_local() {
    octavo_strict.local = __start_octavo_local;
    octavo_strict.local_bytes = (unsigned long long)(__stop_octavo_local - __start_octavo_local);
}

#define OCTAVO_UNSEEN __attribute__((no_sanitize("thread"), noinline))
#define OCTAVO_HERE (octavo_line{__FILE__, __LINE__})

static inline __attribute__((always_inline, no_sanitize("thread"))) void octavo_seen(const void *at, int bytes, octavo_access access) {
    if ((u64)at - (u64)octavo_strict.local < octavo_strict.local_bytes) {
        octavo_strict.calls->seen(at, bytes, access);
    } else if ((u64)at - (u64)octavo_strict.stack < octavo_strict.stack_bytes) {
        (access == OCTAVO_LOAD ? octavo_strict.calls->loaded_from_stack : octavo_strict.calls->stored_on_stack)(at, bytes);
    }
}

#define OCTAVO_SEEN(name, ...) extern "C" __attribute__((visibility("hidden"), no_sanitize("thread"))) void __tsan_##name(__VA_ARGS__)
#define OCTAVO_SEEN_BYTES(bytes) \
    OCTAVO_SEEN(read##bytes, void *at) { octavo_seen(at, bytes, OCTAVO_LOAD); } \
    OCTAVO_SEEN(write##bytes, void *at) { octavo_seen(at, bytes, OCTAVO_STORE); } \
    OCTAVO_SEEN(unaligned_read##bytes, void *at) { octavo_seen(at, bytes, OCTAVO_LOAD); } \
    OCTAVO_SEEN(unaligned_write##bytes, void *at) { octavo_seen(at, bytes, OCTAVO_STORE); }
OCTAVO_SEEN_BYTES(1)
OCTAVO_SEEN_BYTES(2)
OCTAVO_SEEN_BYTES(4)
OCTAVO_SEEN_BYTES(8)
OCTAVO_SEEN_BYTES(16)
OCTAVO_SEEN(read_range, void *at, u64 bytes) { octavo_seen(at, (int)bytes, OCTAVO_LOAD); }
OCTAVO_SEEN(write_range, void *at, u64 bytes) { octavo_seen(at, (int)bytes, OCTAVO_STORE); }
OCTAVO_SEEN(init, ) {}

// One work-group runs at a time, so its memory need not be a thread's own, and lies together.
#undef LOCAL
#define LOCAL static __attribute__((section("octavo_local")))

// The crews' words have no barriers of their own: where they stand for waiting for each other, memory is not ordered by it.
constexpr bool octavo_is_crews(const char *file) {
    return (file[0] == 'm' && file[1] == 'a' && file[2] == 't' && file[3] == 'r' && file[4] == 'i' && file[5] == 'x')
            || (file[0] == 'w' && file[1] == 'a' && file[2] == 'r' && file[3] == 'p' && file[4] == 'g');
}
#undef BARRIER
#define BARRIER() (octavo_is_crews(__FILE__) ? octavo_strict.calls->meet(OCTAVO_HERE) : octavo_strict.calls->barrier(OCTAVO_HERE))

static OCTAVO_UNSEEN i32 octavo_strict_add(i32 *number, i32 n) {
    octavo_strict.calls->seen(number, 4, OCTAVO_ATOMIC);
    i32 old = *number;
    *number = old + n;
    return old;
}
#undef LOCAL_ADD
#define LOCAL_ADD(p, n) octavo_strict_add(p, n)
