// Watches one work-group of a strictly compiled kernel: who touched which word of work-group memory, ordered by which barriers; copies and multiplications under way; and who waits where.
// A finding is what the order of work-items and copies that this run had may have hidden.
#pragma once
#include "../run/kernel_abi.h"
#include "abi.h"

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace strict {

// All that a barrier orders is told by two counters of each work-item: barriers that it came to, and barriers that it has passed. What one did before it came to barrier n was before all that others do when they have passed n.
class Group {
  public:
    // Of one launch; the first finding stops it.
    Group(octavo_strict_module &module, int items, const char *kernel);
    Group(const Group &) = delete;
    ~Group();

    // A work-group begins; the order in which its items begin.
    const std::vector<int> &begin(const long long *group);
    // The order in which waiting fibers go on.
    template <class T>
    void shuffle(std::vector<T> &fibers, size_t used) {
        if (way == FORWARD) {
            return;
        }
        for (size_t i = used; i > 1; i--) {
            std::swap(fibers[i - 1], fibers[way == BACKWARD ? used - i : random() % i]);
        }
    }
    // From now on this work-item runs, on this stack.
    void run(int item, const char *stack, size_t stack_bytes);
    void ended();
    // All that have not ended wait.
    void all_wait();
    const std::string &finding() const {
        return text;
    }

    // See abi.h.
    void seen(const void *at, int bytes, octavo_access access);
    void stored_on_stack(const void *at, int bytes);
    void loaded_from_stack(const void *at, int bytes);
    void arrive();
    void pass();
    void pass_gate();
    void wait(octavo_line where);
    void copy(void *to, const void *from, int bytes, octavo_line where);
    void end_copies();
    void wait_for_copies(int but);
    void gate_init(const void *gate, int count);
    void gate_arrive(const void *gate);
    void gate_wait(const void *gate, int turn, octavo_line where);
    void show_to_units();
    void registers_are_ready();
    void hand_over(const void *registers, int bytes, octavo_hold hold, octavo_line where);
    void give_back(const void *registers, int bytes);
    void units_read(const void *at, int bytes, octavo_line where);
    void units_have_read(const void *at, int bytes);
    void found(const std::string &what, octavo_line where);

  private:
    static constexpr uint16_t NOBODY = 0xffff;

    struct Copy {
        unsigned char *to;
        const unsigned char *from;
        int bytes;
    };

    struct Item {
        uint32_t arrived = 0;
        uint32_t passed = 0;
        uint64_t ready = 0;                                // when registers were last said to be as they shall be
        std::vector<std::pair<uint32_t, uint64_t>> shown;  // barriers that it had come to, and when, as it showed its stores to units
        std::vector<Copy> open;                            // copies of no batch yet
        std::vector<std::vector<Copy>> batches;
        octavo_line waits = {nullptr, 0};
        octavo_line last = {nullptr, 0};
        uint32_t gate = 0; // the barrier that it came to at a gate, and the turn that it was
        int turn = 0;
        int held = 0; // registers
        bool came = false;
        bool has_ended = false;
    };

    // A word of work-group memory.
    struct Word {
        uint64_t when = 0;  // it was stored
        uint32_t group = 0; // that the rest is of
        uint32_t stored = 0;
        uint32_t loaded[2] = {0, 0}; // the two last, of different work-items
        uint16_t writer = NOBODY;
        uint16_t reader[2] = {NOBODY, NOBODY};
        uint16_t units = 0; // that read it
        uint16_t copier = NOBODY;
        bool atomic = false;
    };

    // A word of a stack.
    struct Register {
        uint64_t when;
        uint32_t held;
        octavo_hold hold;
    };

    Word *word(const void *at);
    Register *register_at(const void *at);
    void check_load(Word &word, const void *at, const char *verb);
    void check_store(Word &word, const void *at, const char *verb, bool atomic);
    void store(Word &word, bool atomic);
    void load(Word &word);
    void finish(const Copy &copy);
    std::string place(const void *at) const;

    octavo_strict_module &module;
    const char *kernel;
    std::vector<Item> items;
    std::vector<int> order;
    std::vector<Word> words;
    enum { FORWARD, BACKWARD, MIXED } way = FORWARD;
    std::mt19937 random;
    long long number[3] = {0, 0, 0};
    int current = 0;
    const void *gate = nullptr;
    const char *stack = nullptr;
    size_t stack_bytes = 0;
    Register *registers = nullptr; // as many as words of the stack
    std::string text;
};

// The group that runs; there is one at a time.
extern Group *here;
extern const octavo_strict_calls CALLS;

// How the calls wait: lets other work-items run, and returns when all have come.
extern void (*let_others_run)();
// Leaves the launch for good.
extern void (*stop)();

} // namespace strict
