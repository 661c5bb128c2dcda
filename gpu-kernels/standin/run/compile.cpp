// HOST_HEADER (the path of vendor/host.h), CACHE (a folder) and, for kernels that are compiled strictly, STRICT (the folder of words.h and units.h) are definitions of the build.
#include "compile.h"

#include <algorithm>
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
struct octavo_entry { const char *name; void (*call)(octavo_items *, void **); const unsigned char *sizes; int count; int x, y, z; void *strict; };
)";

#ifdef STRICT
// Loads and stores are told to words.h; what lies on stacks stays where it is, since units may have it in their hands.
const char *const WATCHED = "-fsanitize=thread --param tsan-instrument-func-entry-exit=0 -fstack-reuse=none";
const char *const STRICT_MODULE = "&octavo_strict";
#else
const char *const WATCHED = "";
const char *const STRICT_MODULE = "nullptr";
#endif

struct Plant {
    std::string file;
    std::string text;
    int which = 0;
};
Plant planted;

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

// The file that a line marker names, or nothing.
std::string file_of(const std::string &line) {
    size_t quote = line.rfind("#line ", 0) == 0 ? line.find('"') : std::string::npos;
    return quote == std::string::npos ? "" : line.substr(quote + 1, line.rfind('"') - quote - 1);
}

#ifdef STRICT
// Where a source goes on behind words of units, theirs are replaced by strict ones.
std::string with_strict_units(const std::string &source) {
    std::stringstream lines(source);
    std::string result;
    std::vector<std::string> inside; // of which files; one begins at its line 1, and is gone on with at a later one
    for (std::string line; std::getline(lines, line);) {
        std::string file = file_of(line);
        if (!file.empty()) {
            auto units = [&] {
                return std::any_of(inside.begin(), inside.end(), [](auto &name) { return name == "matrix.h" || name == "warpgroups.h"; });
            };
            bool was_in_units = units();
            if (line.rfind("#line 1 ", 0) != 0) {
                inside.erase(std::find(inside.begin(), inside.end(), file), inside.end());
            }
            inside.push_back(file);
            if (was_in_units && !units()) {
                result += "#include \"" STRICT "/units.h\"\n";
            }
        }
        result += line + "\n";
    }
    return result;
}
#endif

// Takes the text away that a test has named. False if it is not there.
bool plant_in(std::string &source) {
    std::stringstream lines(source);
    std::string result;
    std::string file;
    int seen = 0;
    for (std::string line; std::getline(lines, line);) {
        std::string named = file_of(line);
        file = named.empty() ? file : named;
        size_t at = file == planted.file && line[0] != '#' ? line.find(planted.text) : std::string::npos;
        if (at != std::string::npos && seen++ == planted.which) {
            line = line.substr(0, at) + line.substr(at + planted.text.size());
        }
        result += line + "\n";
    }
    source = result;
    return seen > planted.which;
}

// Replaces the vendor's header, which lies between the first line marker and the next.
std::string for_host(const std::string &source) {
    size_t second = source.find("\n#line 1 ", 1);
    std::string rest = second == std::string::npos ? source : source.substr(second + 1);
#ifdef STRICT
    return "#include \"" HOST_HEADER "\"\n#include \"" STRICT "/words.h\"\n" + with_strict_units(rest);
#else
    return "#include \"" HOST_HEADER "\"\n" + rest;
#endif
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
                + "))::count, octavo_x_" + name + ", octavo_y_" + name + ", octavo_z_" + name + ", " + STRICT_MODULE + "},\n";
    }
    return TAIL + calls + "extern \"C\" const octavo_entry octavo_kernels[] = {" + entries + "{nullptr, nullptr, nullptr, 0, 0, 0, 0, nullptr}};\n";
}

std::string hex(unsigned long long number) {
    char text[32];
    snprintf(text, sizeof text, "%016llx", number);
    return text;
}

// What is included, which the compiled code depends on.
std::string headers() {
    std::string all = read(HOST_HEADER);
#ifdef STRICT
    for (const char *file : {STRICT "/abi.h", STRICT "/words.h", STRICT "/units.h"}) {
        all += read(file);
    }
#endif
    return all;
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

void plant(const std::string &file, const std::string &text, int which) {
    planted = {file, text, which};
}

Compiled compile(const std::string &source, const std::vector<std::string> &defines) {
    Compiled result;
    std::string text;
    for (const std::string &define : defines) {
        size_t equals = define.find('=');
        text += "#define " + define.substr(0, equals) + " " + (equals == std::string::npos ? "1" : define.substr(equals + 1)) + "\n";
    }
    std::string own = source;
    if (!planted.text.empty() && source.find("\"" + planted.file + "\"") != std::string::npos && !plant_in(own)) {
        result.log = planted.file + " has no " + planted.text + " number " + std::to_string(planted.which) + "\n";
        return result;
    }
    text += for_host(own);
    mkdir(CACHE, 0777);
    std::string name = cache_name(text + FLAGS + WATCHED + TAIL + headers());
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
        result.ok = run(std::string("g++ ") + FLAGS + " " + WATCHED + " -c '" + mine + ".ii' -o '" + mine + ".o'", mine + ".log", result.log)
                && run("g++ -shared '" + mine + ".o' -o '" + mine + ".so' -lm", mine + ".log", result.log);
    }
    if (result.ok) {
        rename((mine + ".so").c_str(), done.c_str());
        result.code = read(done);
    }
    for (const char *suffix : {".cpp", ".ii", ".o", ".log"}) {
        remove((mine + suffix).c_str());
    }
    return result;
}

} // namespace standin
