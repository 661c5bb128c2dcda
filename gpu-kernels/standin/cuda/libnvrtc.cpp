// A stand-in for NVRTC, for tests only: kernels are compiled for the host. Only what Octavo calls is here.
#include "../run/compile.h"

#include <cstring>

namespace {

struct Program {
    std::string source;
    standin::Compiled result;
};

void copy(const std::string &from, char *to) {
    memcpy(to, from.data(), from.size());
}

} // namespace

extern "C" {

int nvrtcVersion(int *major, int *minor) {
    *major = 13;
    *minor = 0;
    return 0;
}

int nvrtcCreateProgram(Program **program, const char *source, const char *, int, const char *const *, const char *const *) {
    *program = new Program{source, {}};
    return 0;
}

int nvrtcCompileProgram(Program *program, int count, const char *const *options) {
    std::vector<std::string> defines;
    for (int i = 0; i < count; i++) {
        if (strncmp(options[i], "-D", 2) == 0) {
            defines.emplace_back(options[i] + 2);
        }
    }
    program->result = standin::compile(program->source, defines);
    return program->result.ok ? 0 : 6;
}

int nvrtcGetProgramLogSize(Program *program, size_t *size) {
    *size = program->result.log.size() + 1;
    return 0;
}

int nvrtcGetProgramLog(Program *program, char *log) {
    memcpy(log, program->result.log.c_str(), program->result.log.size() + 1);
    return 0;
}

int nvrtcGetCUBINSize(Program *program, size_t *size) {
    *size = program->result.code.size();
    return 0;
}

int nvrtcGetCUBIN(Program *program, char *code) {
    copy(program->result.code, code);
    return 0;
}

int nvrtcDestroyProgram(Program **program) {
    delete *program;
    *program = nullptr;
    return 0;
}

// For tests; see compile.h.
int octavo_standin_plant(const char *file, const char *text, int which) {
    standin::plant(file, text, which);
    return 0;
}
}
