// A stand-in for HIPRTC, for tests only: kernels are compiled for the host. Only what Octavo calls is here. As AMD's it ends the process when it is given no architecture that exists.
#include "../run/compile.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#ifdef HAVE_HIP_H
#define __HIP_PLATFORM_AMD__
#include <hip/hiprtc.h>
typedef hiprtcResult R;
#else
typedef int R;
typedef struct _hiprtcProgram *hiprtcProgram;
#endif

namespace {

struct Program {
    std::string source;
    standin::Compiled result;
};

Program *own(hiprtcProgram program) {
    return reinterpret_cast<Program *>(program);
}

bool exists(const char *architecture) {
    static const char *const KNOWN[] = {"gfx908", "gfx90a", "gfx942", "gfx1030", "gfx1100", "gfx1101", "gfx1102", "gfx1151", "gfx1200", "gfx1201"};
    size_t length = strcspn(architecture, ":");
    for (const char *known : KNOWN) {
        if (strlen(known) == length && strncmp(known, architecture, length) == 0) {
            return true;
        }
    }
    return false;
}

} // namespace

extern "C" {

R hiprtcVersion(int *major, int *minor) {
    *major = 6;
    *minor = 0;
    return static_cast<R>(0);
}

R hiprtcCreateProgram(hiprtcProgram *program, const char *source, const char *, int, const char **, const char **) {
    *program = reinterpret_cast<hiprtcProgram>(new Program{source, {}});
    return static_cast<R>(0);
}

R hiprtcCompileProgram(hiprtcProgram program, int count, const char **options) {
    static const char ARCHITECTURE[] = "--offload-arch=";
    bool known = false;
    std::vector<std::string> defines;
    for (int i = 0; i < count; i++) {
        if (strncmp(options[i], "-D", 2) == 0) {
            defines.emplace_back(options[i] + 2);
        }
        if (strncmp(options[i], ARCHITECTURE, strlen(ARCHITECTURE)) == 0) {
            known = exists(options[i] + strlen(ARCHITECTURE));
            // Clang defines the processor and its generation. Only matrix units look at them; other kernels are the same for every vendor's stand-in.
            if (known && own(program)->source.find("#define UNITS_AMD") != std::string::npos) {
                std::string name = options[i] + strlen(ARCHITECTURE);
                name = name.substr(0, name.find(':'));
                defines.push_back("__" + name + "__");
                defines.push_back("__GFX" + name.substr(3, name.size() - 5) + "__");
            }
        }
    }
    if (!known) {
        fprintf(stderr, "Octavo stand-in for HIPRTC: no architecture that exists was named; AMD's library ends the process too\n");
        abort();
    }
    own(program)->result = standin::compile(own(program)->source, defines);
    return static_cast<R>(own(program)->result.ok ? 0 : 6);
}

R hiprtcGetProgramLogSize(hiprtcProgram program, size_t *size) {
    *size = own(program)->result.log.size() + 1;
    return static_cast<R>(0);
}

R hiprtcGetProgramLog(hiprtcProgram program, char *log) {
    memcpy(log, own(program)->result.log.c_str(), own(program)->result.log.size() + 1);
    return static_cast<R>(0);
}

R hiprtcGetCodeSize(hiprtcProgram program, size_t *size) {
    *size = own(program)->result.code.size();
    return static_cast<R>(0);
}

R hiprtcGetCode(hiprtcProgram program, char *code) {
    memcpy(code, own(program)->result.code.data(), own(program)->result.code.size());
    return static_cast<R>(0);
}

R hiprtcDestroyProgram(hiprtcProgram *program) {
    delete own(*program);
    *program = nullptr;
    return static_cast<R>(0);
}

// For tests; see compile.h.
int octavo_standin_plant(const char *file, const char *text, int which) {
    standin::plant(file, text, which);
    return 0;
}
}
