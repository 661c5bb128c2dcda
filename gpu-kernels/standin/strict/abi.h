// What strictly compiled kernels and the run time share. Without other headers, since kernels are compiled without any.
#pragma once

// A place in a kernel's source.
struct octavo_line {
    const char *file;
    int line;
};

enum octavo_access { OCTAVO_LOAD, OCTAVO_STORE, OCTAVO_ATOMIC };

// Registers that units have in their hands: nobody may store there, and sums may not be read either.
enum octavo_hold { OCTAVO_FREE, OCTAVO_FACTOR, OCTAVO_SUM };

// All of these are said of the work-item that runs.
struct octavo_strict_calls {
    void (*seen)(const void *at, int bytes, octavo_access access); // work-group memory
    void (*stored_on_stack)(const void *at, int bytes);
    void (*loaded_from_stack)(const void *at, int bytes);
    void (*barrier)(octavo_line where);
    void (*meet)(octavo_line where); // words of a crew: they wait, and order nothing in memory
    // Copies from device to work-group memory.
    void (*copy)(void *to, const void *from, int bytes, octavo_line where);
    void (*end_copies)();
    void (*wait_for_copies)(int but);
    // A barrier in two halves.
    void (*gate_init)(void *gate, int count);
    void (*gate_arrive)(void *gate);
    void (*gate_wait)(void *gate, int turn, octavo_line where);
    // Units that read work-group memory by themselves.
    void (*show_to_units)();
    void (*registers_are_ready)();
    void (*hand_over)(const void *registers, int bytes, octavo_hold hold, octavo_line where);
    void (*give_back)(const void *registers, int bytes);
    void (*units_read)(const void *at, int bytes, octavo_line where);
    void (*units_have_read)(const void *at, int bytes);
    void (*finding)(const char *text, octavo_line where);
};

// Every strictly compiled module exports one, as octavo_strict.
struct octavo_strict_module {
    const octavo_strict_calls *calls;
    char *local; // work-group memory of all its kernels
    unsigned long long local_bytes;
    int has_units;    // whether the run time has to know of the stack
    const char *stack; // of the work-item that runs, if it has
    unsigned long long stack_bytes;
    unsigned group; // counts the work-groups that have run
};
