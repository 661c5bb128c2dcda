#include "device.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <unistd.h>

namespace standin {

Module::~Module() {
    if (library != nullptr) {
        dlclose(library);
    }
}

const KernelEntry *Module::find(const char *name) const {
    for (const KernelEntry *entry = kernels; entry->name != nullptr; entry++) {
        if (strcmp(entry->name, name) == 0) {
            return entry;
        }
    }
    return nullptr;
}

Module *load_module(const void *image, std::string &message) {
    auto *header = static_cast<const Elf64_Ehdr *>(image);
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_machine != EM_X86_64) {
        message = "the image is no shared object for x86_64";
        return nullptr;
    }
    // The section headers are the last thing that a linker writes.
    size_t size = header->e_shoff + size_t{header->e_shnum} * header->e_shentsize;
    auto *module = new Module;
    // The loader knows libraries by name, also for a while after they were closed, so no name is used twice, not by another stand-in of this process either.
    std::string name = "/tmp/octavo-standin-XXXXXX.so";
    int descriptor = mkstemps(name.data(), 3);
    FILE *file = descriptor < 0 ? nullptr : fdopen(descriptor, "wb");
    bool written = file != nullptr && fwrite(image, 1, size, file) == size;
    if (file == nullptr || fclose(file) != 0 || !written) {
        message = "cannot write " + name;
        delete module;
        return nullptr;
    }
    module->library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
    unlink(name.c_str());
    if (module->library == nullptr) {
        message = dlerror();
    } else {
        module->kernels = static_cast<const KernelEntry *>(dlsym(module->library, "octavo_kernels"));
        message = "the shared object has no table of kernels";
    }
    if (module->kernels == nullptr) {
        delete module;
        return nullptr;
    }
    return module;
}

} // namespace standin
