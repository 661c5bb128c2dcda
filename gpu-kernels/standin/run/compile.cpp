// HOST_HEADER (the path of vendor/host.h) and CACHE (a folder) are definitions of the build.
#include "compile.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace standin {

namespace {

const char *const FLAGS = "-std=c++17 -O2 -march=native -fPIC -fno-math-errno -fno-strict-aliasing -fwrapv -ffp-contract=fast -fno-gnu-unique -w";

// Argument sizes and calls of each kernel, from its C++ type.
const char *const TAIL = R"(
template <int... I> struct octavo_seq {};
template <int N, int... I> struct octavo_make : octavo_make<N - 1, N - 1, I...> {};
template <int... I> struct octavo_make<0, I...> { typedef octavo_seq<I...> type; };
template <class... A> struct octavo_kernel {
    static constexpr unsigned char sizes[] = {sizeof(A)..., 0};
    static constexpr int count = sizeof...(A);
    template <int... I> static void spread(void (*kernel)(A...), void **p, octavo_seq<I...>) { kernel(*(A *)p[I]...); }
    static void call(void (*kernel)(A...), void **p) { spread(kernel, p, typename octavo_make<count>::type()); }
};
template <class... A> static constexpr octavo_kernel<A...> octavo_type(void (*)(A...)) { return {}; }
struct octavo_entry { const char *name; void (*call)(octavo_items *, void **); const unsigned char *sizes; int count; int x, y, z; };
)";

std::string read(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

void write(const std::string &path, const std::string &text) {
    std::ofstream(path, std::ios::binary) << text;
}

bool run(const std::string &command, const std::string &log_file, std::string &log) {
    int status = system((command + " 2>'" + log_file + "'").c_str());
    log = read(log_file);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Replaces the vendor's header, which lies between the first line marker and the next.
std::string for_host(const std::string &source) {
    size_t second = source.find("\n#line 1 ", 1);
    return "#include \"" HOST_HEADER "\"\n" + (second == std::string::npos ? source : source.substr(second + 1));
}

std::string table(const std::string &preprocessed) {
    static const std::regex KERNEL("octavo_x_(\\w+) =");
    std::set<std::string> names;
    for (std::sregex_iterator i(preprocessed.begin(), preprocessed.end(), KERNEL), end; i != end; ++i) {
        names.insert((*i)[1]);
    }
    std::string calls;
    std::string entries;
    for (const std::string &name : names) {
        calls += "static void octavo_call_" + name + "(octavo_items *here, void **p) { octavo_here = here; decltype(octavo_type(" + name
                + "))::call(" + name + ", p); }\n";
        entries += "{\"" + name + "\", octavo_call_" + name + ", decltype(octavo_type(" + name + "))::sizes, decltype(octavo_type(" + name
                + "))::count, octavo_x_" + name + ", octavo_y_" + name + ", octavo_z_" + name + "},\n";
    }
    return TAIL + calls + "extern \"C\" const octavo_entry octavo_kernels[] = {" + entries + "{nullptr, nullptr, nullptr, 0, 0, 0, 0}};\n";
}

std::string hex(unsigned long long number) {
    char text[32];
    snprintf(text, sizeof text, "%016llx", number);
    return text;
}

std::string cache_name(const std::string &text) {
    unsigned long long a = 1469598103934665603ull;
    unsigned long long b = 88172645463325252ull;
    for (unsigned char c : text) {
        a = (a ^ c) * 1099511628211ull;
        b = (b ^ c) * 6364136223846793005ull + 1442695040888963407ull;
    }
    return std::string(CACHE) + "/" + hex(a) + hex(b);
}

} // namespace

Compiled compile(const std::string &source, const std::vector<std::string> &defines) {
    Compiled result;
    std::string text;
    for (const std::string &define : defines) {
        size_t equals = define.find('=');
        text += "#define " + define.substr(0, equals) + " " + (equals == std::string::npos ? "1" : define.substr(equals + 1)) + "\n";
    }
    text += for_host(source);
    mkdir(CACHE, 0777);
    std::string name = cache_name(text + FLAGS + read(HOST_HEADER));
    std::string done = name + ".so";
    result.code = read(done);
    if (!result.code.empty()) {
        result.ok = true;
        return result;
    }
    std::string mine = name + "." + std::to_string(getpid()) + "." + hex(reinterpret_cast<unsigned long long>(&result));
    write(mine + ".cpp", text);
    result.ok = run(std::string("g++ ") + FLAGS + " -E '" + mine + ".cpp' -o '" + mine + ".ii'", mine + ".log", result.log);
    if (result.ok) {
        std::string preprocessed = read(mine + ".ii");
        write(mine + ".ii", preprocessed + table(preprocessed));
        result.ok = run(std::string("g++ ") + FLAGS + " -shared '" + mine + ".ii' -o '" + mine + ".so' -lm", mine + ".log", result.log);
    }
    if (result.ok) {
        rename((mine + ".so").c_str(), done.c_str());
        result.code = read(done);
    }
    for (const char *suffix : {".cpp", ".ii", ".log"}) {
        remove((mine + suffix).c_str());
    }
    return result;
}

} // namespace standin
