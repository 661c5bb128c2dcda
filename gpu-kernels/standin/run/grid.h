// Runs the work-groups of a launch on the host's threads.
#pragma once
#include "kernel_abi.h"

#include <string>

struct Shape {
    long long groups[3];
    int items[3];
};

// Runs all work-groups and returns when they are done. False if the kernel was compiled strictly and something was found, which has been said on standard error.
bool run_grid(const KernelEntry &kernel, const Shape &shape, void **arguments);

// What was found last.
std::string last_finding();
