// Compiles a kernel source for the host with the C++ compiler that is installed.
#pragma once
#include <string>
#include <vector>

namespace standin {

struct Compiled {
    bool ok = false;
    std::string log;
    std::string code; // a shared object
};

// The source begins with a vendor's header (up to the second line marker), which vendor/host.h takes the place of.
// For tests: from now on a kernel that includes the file is compiled without the text where it is there for the "which"-th time, counted from 0; without an empty one nothing is missing.
void plant(const std::string &file, const std::string &text, int which);

Compiled compile(const std::string &source, const std::vector<std::string> &defines);

} // namespace standin
