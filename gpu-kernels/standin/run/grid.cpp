// A work-group's items are fibers of one thread. A fiber runs items one after the other for as long as none of them waits at a barrier; when one does, it keeps the fiber, and another
// fiber goes on with the items that have not begun. So kernels without barriers cost one switch per work-group.
#include "grid.h"
#include "../strict/group.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <sys/mman.h>
#include <thread>
#include <vector>

namespace {

constexpr size_t STACK = 512 << 10;
constexpr size_t GUARD = 4096;

// Saves the callee-saved registers on this stack, and continues on another one.
extern "C" void octavo_switch(void **save, void *load);
asm(R"(
.text
.type octavo_switch, @function
octavo_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size octavo_switch, .-octavo_switch
)");

struct Crew;

struct Fiber {
    Crew *crew;
    char *memory;
    void *stack = nullptr;
    int item[3];
    int index = 0; // of the item among the group's
    bool waits = false;

    explicit Fiber(Crew *owner) : crew(owner) {
        memory = static_cast<char *>(
                mmap(nullptr, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
        if (memory == MAP_FAILED) {
            abort();
        }
        mprotect(memory, GUARD, PROT_NONE);
    }
    Fiber(const Fiber &) = delete;
    ~Fiber() {
        munmap(memory, STACK);
    }
    void rewind();
};

// One host thread's fibers. "Items" comes first, since barriers get a pointer to it.
struct Crew {
    Items items;
    const KernelEntry *kernel = nullptr;
    void **arguments = nullptr;
    std::vector<Fiber *> fibers;
    Fiber *running = nullptr;
    void *outside = nullptr;
    int next = 0;
    int total = 0;
    int index = 0; // of the item that runs
    bool stopped = false; // something was found
    strict::Group *watch = nullptr; // where the kernel was compiled strictly
    const std::vector<int> *order = nullptr; // in which the group's items begin; null for that of their numbers

    ~Crew() {
        for (Fiber *fiber : fibers) {
            delete fiber;
        }
    }

    void enter(int number) {
        index = order == nullptr ? number : (*order)[number];
        items.item[0] = index % items.items[0];
        items.item[1] = index / items.items[0] % items.items[1];
        items.item[2] = index / items.items[0] / items.items[1];
        if (watch != nullptr) {
            watch->run(index, running->memory, STACK);
        }
    }

    void resume(Fiber *fiber) {
        running = fiber;
        octavo_switch(&outside, fiber->stack);
        running = nullptr;
    }

    void stop() {
        stopped = true;
        if (running != nullptr) {
            octavo_switch(&running->stack, outside);
        }
    }

    // Runs one work-group.
    void group() {
        next = 0;
        size_t used = 0;
        if (watch != nullptr) {
            order = &watch->begin(items.group);
        }
        while (next < total) {
            if (used == fibers.size()) {
                fibers.push_back(new Fiber(this));
            }
            Fiber *fiber = fibers[used];
            fiber->rewind();
            resume(fiber);
            if (stopped) {
                return;
            }
            if (fiber->waits) {
                used++;
            }
        }
        // All have begun; those that wait go on, round by round, until none waits any more.
        while (used > 0) {
            if (watch != nullptr) {
                watch->all_wait();
                if (stopped) {
                    return;
                }
                watch->shuffle(fibers, used);
            }
            size_t left = 0;
            for (size_t i = 0; i < used; i++) {
                Fiber *fiber = fibers[i];
                fiber->waits = false;
                for (int d = 0; d < 3; d++) {
                    items.item[d] = fiber->item[d];
                }
                index = fiber->index;
                if (watch != nullptr) {
                    watch->run(index, fiber->memory, STACK);
                }
                resume(fiber);
                if (stopped) {
                    return;
                }
                if (fiber->waits) {
                    std::swap(fibers[left], fibers[i]);
                    left++;
                }
            }
            used = left;
        }
    }
};

void barrier(Items *items) {
    Crew *crew = reinterpret_cast<Crew *>(items);
    Fiber *fiber = crew->running;
    for (int d = 0; d < 3; d++) {
        fiber->item[d] = items->item[d];
    }
    fiber->index = crew->index;
    fiber->waits = true;
    octavo_switch(&fiber->stack, crew->outside);
}

// What a fiber begins with. It never returns: with nothing left to do it leaves for good, and is rewound for the next work-group.
void fiber_main(Crew *crew) {
    while (crew->next < crew->total) {
        crew->enter(crew->next++);
        crew->kernel->call(&crew->items, crew->arguments);
        if (crew->watch != nullptr) {
            crew->watch->ended();
        }
        // One that waited came back here in a later round: the items that had not begun were begun by others.
    }
    octavo_switch(&crew->running->stack, crew->outside);
    abort();
}

extern "C" void octavo_fiber_start();
asm(R"(
.text
.type octavo_fiber_start, @function
octavo_fiber_start:
    movq %r12, %rdi
    call *%r13
    ud2
.size octavo_fiber_start, .-octavo_fiber_start
)");

void Fiber::rewind() {
    waits = false;
    // As octavo_switch leaves a stack: r15, r14, r13, r12, rbx, rbp, return address; the stack is aligned where the return address was.
    auto *top = reinterpret_cast<void **>(memory + STACK - 64);
    void **at = top;
    *--at = reinterpret_cast<void *>(&octavo_fiber_start);
    *--at = nullptr; // rbp
    *--at = nullptr; // rbx
    *--at = crew; // r12
    *--at = reinterpret_cast<void *>(&fiber_main); // r13
    *--at = nullptr; // r14
    *--at = nullptr; // r15
    stack = at;
}

thread_local Crew crew;

void work(const KernelEntry &kernel, const Shape &shape, void **arguments, std::atomic<long long> &next, strict::Group *watch = nullptr) {
    crew.watch = watch;
    crew.stopped = false;
    crew.order = nullptr;
    crew.kernel = &kernel;
    crew.arguments = arguments;
    crew.items.barrier = &barrier;
    crew.total = 1;
    for (int d = 0; d < 3; d++) {
        crew.items.groups[d] = shape.groups[d];
        crew.items.items[d] = shape.items[d];
        crew.total *= shape.items[d];
    }
    long long all = shape.groups[0] * shape.groups[1] * shape.groups[2];
    for (long long i = next++; i < all && !crew.stopped; i = next++) {
        crew.items.group[0] = i % shape.groups[0];
        crew.items.group[1] = i / shape.groups[0] % shape.groups[1];
        crew.items.group[2] = i / shape.groups[0] / shape.groups[1];
        crew.group();
    }
}

// Work-group memory of strictly compiled kernels is no thread's own, so one such launch runs at a time.
std::mutex one_strictly;
std::string last;

bool run_strictly(const KernelEntry &kernel, const Shape &shape, void **arguments) {
    std::lock_guard lock(one_strictly);
    strict::Group group(*kernel.strict, shape.items[0] * shape.items[1] * shape.items[2], kernel.name);
    strict::here = &group;
    strict::let_others_run = [] { barrier(&crew.items); };
    strict::stop = [] { crew.stop(); };
    std::atomic<long long> next{0};
    work(kernel, shape, arguments, next, &group);
    strict::here = nullptr;
    if (!group.finding().empty()) {
        last = group.finding();
        fprintf(stderr, "Octavo stand-in: %s\n", group.finding().c_str());
    }
    return group.finding().empty();
}

} // namespace

bool run_grid(const KernelEntry &kernel, const Shape &shape, void **arguments) {
    if (kernel.strict != nullptr) {
        return run_strictly(kernel, shape, arguments);
    }
    std::atomic<long long> next{0};
    long long work_items = shape.groups[0] * shape.groups[1] * shape.groups[2] * shape.items[0] * shape.items[1] * shape.items[2];
    unsigned threads = work_items < 50'000 ? 1 : std::min(2u, std::max(1u, std::thread::hardware_concurrency()));
    std::vector<std::thread> others;
    for (unsigned i = 1; i < threads; i++) {
        others.emplace_back([&] { work(kernel, shape, arguments, next); });
    }
    work(kernel, shape, arguments, next);
    for (std::thread &other : others) {
        other.join();
    }
    return true;
}

std::string last_finding() {
    std::lock_guard lock(one_strictly);
    return last;
}
