// What compiled kernels and the run time share. The first struct is octavo_items of vendor/host.h.
#pragma once
#include "../strict/abi.h"

struct Items {
    long long group[3];
    long long groups[3];
    int item[3];
    int items[3];
    void (*barrier)(Items *);
};

// A line of the table octavo_kernels that every module exports; the last one has no name.
struct KernelEntry {
    const char *name;
    // Runs one work-item; arguments point to their values.
    void (*call)(Items *, void **arguments);
    const unsigned char *sizes; // of the arguments, in bytes
    int count;
    int x, y, z; // the work-group's size that it was compiled for, or 0
    octavo_strict_module *strict; // null unless it was compiled strictly
};
