#include "group.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>

namespace strict {

Group *here = nullptr;
void (*let_others_run)() = nullptr;
void (*stop)() = nullptr;

namespace {

// The least that work-items store.
constexpr int WORD = 2;
constexpr int REGISTER = 4;
// As in all memory that nobody has written: NaN as a float.
constexpr unsigned char POISON = 0xFF;
unsigned groups = 0;
// Counts what happens, in all launches, since fibers come back to their stacks.
uint64_t now = 0;
// A stack's words, by stacks.
std::map<const char *, void *> stacks;

} // namespace

Group::Group(octavo_strict_module &of, int count, const char *name)
    : module(of), kernel(name), items(count), order(count), words((of.local_bytes + WORD - 1) / WORD), random(count) {
    module.calls = &CALLS;
}

Group::~Group() {
    if (!text.empty()) {
        // What was under way when it was stopped never ends.
        for (auto &[stack, words] : stacks) {
            free(words);
        }
        stacks.clear();
    }
}

const std::vector<int> &Group::begin(const long long *group) {
    std::copy(group, group + 3, number);
    module.group = ++groups;
    // Work-groups take turns, so that a launch of three has all of them.
    way = groups % 3 == 0 ? FORWARD : groups % 3 == 1 ? BACKWARD : MIXED;
    for (size_t i = 0; i < items.size(); i++) {
        items[i] = Item();
        order[i] = static_cast<int>(i);
    }
    shuffle(order, order.size());
    memset(module.local, POISON, module.local_bytes);
    gate = nullptr;
    return order;
}

void Group::run(int item, const char *on, size_t bytes) {
    current = item;
    if (!module.has_units || stack == on) {
        return;
    }
    void *&own = stacks[on];
    if (own == nullptr) {
        // Most of a stack is never touched.
        own = calloc(bytes / REGISTER, sizeof(Register));
    }
    registers = static_cast<Register *>(own);
    stack = on;
    stack_bytes = bytes;
    module.stack = on;
    module.stack_bytes = bytes;
}

void Group::ended() {
    Item &own = items[current];
    own.batches.push_back(std::move(own.open));
    for (const auto &batch : own.batches) {
        if (!batch.empty()) {
            found("ends before its copies have arrived", {});
        }
    }
    if (own.held > 0) {
        found("ends before its products were waited for", {});
    }
    own.has_ended = true;
}

void Group::all_wait() {
    const Item *first = nullptr;
    bool some_ended = false;
    for (size_t i = 0; i < items.size(); i++) {
        if (items[i].has_ended) {
            some_ended = true;
            continue;
        }
        if (first == nullptr) {
            first = &items[i];
            current = static_cast<int>(i);
        } else if (first->waits.line != items[i].waits.line || strcmp(first->waits.file, items[i].waits.file) != 0) {
            found("waits here, and work-item " + std::to_string(i) + " at " + items[i].waits.file + ":" + std::to_string(items[i].waits.line), first->waits);
        }
    }
    if (first != nullptr && some_ended) {
        found("waits for work-items that have ended", first->waits);
    }
}

Group::Word *Group::word(const void *at) {
    Word *word = &words[(static_cast<const char *>(at) - module.local) / WORD];
    if (word->group != module.group) {
        *word = Word();
        word->group = module.group;
    }
    return word;
}

Group::Register *Group::register_at(const void *at) {
    return registers + (static_cast<const char *>(at) - stack) / REGISTER;
}

std::string Group::place(const void *at) const {
    return "byte " + std::to_string(static_cast<const char *>(at) - module.local) + " of work-group memory";
}

void Group::found(const std::string &what, octavo_line where) {
    if (!text.empty()) {
        return;
    }
    text = std::string(kernel) + ", work-group " + std::to_string(number[0]) + " " + std::to_string(number[1]) + " " + std::to_string(number[2]) + ": work-item "
            + std::to_string(current) + " " + what;
    if (where.file != nullptr) {
        text += std::string(", at ") + where.file + ":" + std::to_string(where.line);
    } else if (items[current].last.file != nullptr) {
        text += std::string(", behind ") + items[current].last.file + ":" + std::to_string(items[current].last.line);
    } else {
        text += ", before the first barrier";
    }
    // What comes next would come of wrong numbers.
    stop();
}

void Group::check_load(Word &word, const void *at, const char *verb) {
    const Item &own = items[current];
    if (word.copier != NOBODY) {
        found(std::string(verb) + " what is still being copied to, " + place(at), {});
    } else if (word.writer == NOBODY) {
        found(std::string(verb) + " what nobody has stored, " + place(at), {});
    } else if (word.writer != current && word.stored >= own.passed) {
        found(std::string(verb) + " what work-item " + std::to_string(word.writer) + " stored, no barrier between, " + place(at), {});
    }
}

void Group::check_store(Word &word, const void *at, const char *verb, bool atomic) {
    const Item &own = items[current];
    if (word.copier != NOBODY) {
        found(std::string(verb) + " where a copy is under way, " + place(at), {});
    } else if (word.units > 0) {
        found(std::string(verb) + " what units are reading, " + place(at), {});
    }
    if (word.writer != NOBODY && word.writer != current && word.stored >= own.passed && !(atomic && word.atomic)) {
        found(std::string(verb) + " where work-item " + std::to_string(word.writer) + " stored, no barrier between, " + place(at), {});
    }
    for (int i = 0; i < 2; i++) {
        if (word.reader[i] != NOBODY && word.reader[i] != current && word.loaded[i] >= own.passed) {
            found(std::string(verb) + " where work-item " + std::to_string(word.reader[i]) + " loads, no barrier between, " + place(at), {});
        }
    }
}

void Group::store(Word &word, bool atomic) {
    word.writer = static_cast<uint16_t>(current);
    word.stored = items[current].arrived;
    word.when = ++now;
    word.atomic = atomic;
    word.reader[0] = NOBODY;
    word.reader[1] = NOBODY;
}

// The two that came to the most barriers are enough to know whether any work-item but one loads too near to a store.
void Group::load(Word &word) {
    auto own = static_cast<uint16_t>(current);
    uint32_t stamp = items[current].arrived;
    for (int i = 0; i < 2; i++) {
        if (word.reader[i] == own || word.reader[i] == NOBODY) {
            word.reader[i] = own;
            word.loaded[i] = stamp;
            return;
        }
    }
    int least = word.loaded[0] <= word.loaded[1] ? 0 : 1;
    if (stamp >= word.loaded[least]) {
        word.reader[least] = own;
        word.loaded[least] = stamp;
    }
}

void Group::seen(const void *at, int bytes, octavo_access access) {
    auto first = reinterpret_cast<uintptr_t>(at) / WORD * WORD;
    for (uintptr_t i = first; i < reinterpret_cast<uintptr_t>(at) + bytes; i += WORD) {
        const void *here = reinterpret_cast<const void *>(i);
        Word &word = *this->word(here);
        if (access == OCTAVO_LOAD) {
            check_load(word, here, "loads");
            load(word);
        } else {
            check_store(word, here, "stores", access == OCTAVO_ATOMIC);
            store(word, access == OCTAVO_ATOMIC);
        }
    }
}

void Group::stored_on_stack(const void *at, int bytes) {
    now++;
    for (Register *r = register_at(at), *last = register_at(static_cast<const char *>(at) + bytes - 1); r <= last; r++) {
        r->when = now;
        if (r->held > 0) {
            found("changes registers of a product that was not waited for", {});
        }
    }
}

void Group::loaded_from_stack(const void *at, int bytes) {
    for (Register *r = register_at(at), *last = register_at(static_cast<const char *>(at) + bytes - 1); r <= last; r++) {
        if (r->held > 0 && r->hold == OCTAVO_SUM) {
            found("reads sums of a product that was not waited for", {});
        }
    }
}

void Group::arrive() {
    items[current].arrived++;
}

void Group::pass() {
    items[current].passed = items[current].arrived;
}

void Group::pass_gate() {
    Item &own = items[current];
    own.passed = std::max(own.passed, own.gate);
}

void Group::wait(octavo_line where) {
    items[current].waits = where;
    items[current].last = where;
}

void Group::copy(void *to, const void *from, int bytes, octavo_line where) {
    if (reinterpret_cast<uintptr_t>(to) % 16 != 0 || (bytes > 0 && reinterpret_cast<uintptr_t>(from) % 16 != 0)) {
        found("copies from or to no multiple of 16", where);
    }
    auto at = static_cast<unsigned char *>(to);
    for (int i = 0; i < 16; i += WORD) {
        Word &word = *this->word(at + i);
        check_store(word, at + i, "copies", false);
        store(word, false);
        word.copier = static_cast<uint16_t>(current);
    }
    memset(to, POISON, 16);
    items[current].open.push_back({at, static_cast<const unsigned char *>(from), bytes});
}

void Group::finish(const Copy &copy) {
    memset(copy.to, 0, 16);
    memcpy(copy.to, copy.from, copy.bytes);
    for (int i = 0; i < 16; i += WORD) {
        Word &word = *this->word(copy.to + i);
        word.copier = NOBODY;
        store(word, false);
    }
}

void Group::end_copies() {
    Item &own = items[current];
    own.batches.push_back(std::move(own.open));
    own.open.clear();
}

void Group::wait_for_copies(int but) {
    Item &own = items[current];
    while (own.batches.size() > static_cast<size_t>(but)) {
        for (const Copy &copy : own.batches.front()) {
            finish(copy);
        }
        own.batches.erase(own.batches.begin());
    }
}

void Group::gate_init(const void *of, int count) {
    seen(of, 8, OCTAVO_STORE);
    if (gate != nullptr || count != static_cast<int>(items.size())) {
        found("makes a second gate ready, or one that not all work-items go through", {});
    }
    gate = of;
}

void Group::gate_arrive(const void *of) {
    seen(of, 8, OCTAVO_LOAD);
    Item &own = items[current];
    if (of != gate || own.came) {
        found("comes to a gate that was not made ready, or twice", {});
    }
    own.came = true;
    arrive();
    own.gate = own.arrived;
}

void Group::gate_wait(const void *of, int turn, octavo_line where) {
    seen(of, 8, OCTAVO_LOAD);
    Item &own = items[current];
    if (!own.came || of != gate) {
        found("waits at a gate that it did not come to", where);
    }
    if (turn != own.turn) {
        found("waits at a gate for a turn that is not its own", where);
    }
    own.came = false;
    own.turn = 1 - own.turn;
    wait(where);
}

void Group::show_to_units() {
    items[current].shown.emplace_back(items[current].arrived, ++now);
}

void Group::registers_are_ready() {
    items[current].ready = ++now;
}

void Group::hand_over(const void *of, int bytes, octavo_hold hold, octavo_line where) {
    if (static_cast<const char *>(of) < stack || static_cast<const char *>(of) + bytes > stack + stack_bytes) {
        found("hands over registers that are none", where);
        return;
    }
    Item &own = items[current];
    Register *first = register_at(of);
    for (Register *r = first; r < first + bytes / REGISTER; r++) {
        if (own.ready == 0 || r->when > own.ready) {
            found("multiplies with registers that were changed since they were said to be ready", where);
        }
        if (r->held > 0 && (hold == OCTAVO_SUM || r->hold == OCTAVO_SUM)) {
            found("multiplies with registers that another product adds to", where);
        }
        r->held++;
        r->hold = hold;
        own.held++;
    }
}

void Group::give_back(const void *of, int bytes) {
    Register *first = register_at(of);
    for (Register *r = first; r < first + bytes / REGISTER; r++) {
        r->held--;
        items[current].held--;
    }
}

void Group::units_read(const void *at, int bytes, octavo_line where) {
    for (int i = 0; i < bytes; i += WORD) {
        const void *here = static_cast<const char *>(at) + i;
        Word &word = *this->word(here);
        check_load(word, here, "has units load");
        if (word.writer != NOBODY) {
            // The last time that its writer showed its stores, of those that a barrier has told this work-item of.
            const auto &shown = items[word.writer].shown;
            auto known = shown.rbegin();
            while (known != shown.rend() && word.writer != current && known->first >= items[current].passed) {
                ++known;
            }
            if (known == shown.rend() || known->second < word.when) {
                found("multiplies what work-item " + std::to_string(word.writer) + " stored and did not show to units, " + place(here), where);
            }
        }
        word.units++;
    }
}

void Group::units_have_read(const void *at, int bytes) {
    for (int i = 0; i < bytes; i += WORD) {
        Word &word = *this->word(static_cast<const char *>(at) + i);
        word.units--;
        load(word);
    }
}

namespace {

void barrier(octavo_line where) {
    here->arrive();
    here->wait(where);
    let_others_run();
    here->pass();
}

} // namespace

const octavo_strict_calls CALLS = {
    [](const void *at, int bytes, octavo_access access) { here->seen(at, bytes, access); },
    [](const void *at, int bytes) { here->stored_on_stack(at, bytes); },
    [](const void *at, int bytes) { here->loaded_from_stack(at, bytes); },
    &barrier,
    [](octavo_line where) {
        here->wait(where);
        let_others_run();
    },
    [](void *to, const void *from, int bytes, octavo_line where) { here->copy(to, from, bytes, where); },
    [] { here->end_copies(); },
    [](int but) { here->wait_for_copies(but); },
    [](void *gate, int count) { here->gate_init(gate, count); },
    [](void *gate) { here->gate_arrive(gate); },
    [](void *gate, int turn, octavo_line where) {
        here->gate_wait(gate, turn, where);
        let_others_run();
        here->pass_gate();
    },
    [] { here->show_to_units(); },
    [] { here->registers_are_ready(); },
    [](const void *registers, int bytes, octavo_hold hold, octavo_line where) { here->hand_over(registers, bytes, hold, where); },
    [](const void *registers, int bytes) { here->give_back(registers, bytes); },
    [](const void *at, int bytes, octavo_line where) { here->units_read(at, bytes, where); },
    [](const void *at, int bytes) { here->units_have_read(at, bytes); },
    [](const char *text, octavo_line where) { here->found(text, where); },
};

} // namespace strict
