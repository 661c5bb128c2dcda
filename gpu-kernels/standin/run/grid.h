// Runs the work-groups of a launch on the host's threads.
#pragma once
#include "kernel_abi.h"

struct Shape {
    long long groups[3];
    int items[3];
};

// Runs all work-groups and returns when they are done.
void run_grid(const KernelEntry &kernel, const Shape &shape, void **arguments);
