// A device that is none: memory, in-order streams with a thread each, events, modules, recorded launches. Vendors' interfaces are thin layers over it.
#pragma once
#include "grid.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace standin {

// What people see; no report may be mistaken for one about hardware.
extern const char *const DEVICE_NAME;

// Memory: a fixed amount, poisoned when it is given out, with a border behind it that is looked at when it is freed.
size_t total_bytes();
size_t free_bytes();
void *allocate(size_t bytes); // null if there is not enough
enum class Freed { OK, UNKNOWN, BORDER_BROKEN };
Freed release(void *memory);

struct Module {
    void *library = nullptr;
    const KernelEntry *kernels = nullptr;
    ~Module();
    const KernelEntry *find(const char *name) const;
};

// Loads a shared object from memory; null with a message if it is none for this machine.
Module *load_module(const void *image, std::string &message);

// A launch with its own copy of the arguments.
struct LaunchRecord {
    const KernelEntry *kernel;
    Shape shape;
    std::vector<unsigned char> values;
    std::vector<void *> pointers;

    LaunchRecord(const KernelEntry &kernel, const Shape &shape, void **arguments);
    LaunchRecord(const LaunchRecord &) = delete;
    // False if a strictly compiled kernel has a finding.
    bool run();
};

struct Point {
    std::mutex mutex;
    std::condition_variable changed;
    bool reached = false;

    void reach();
    bool is_reached();
    void wait();
};

struct Graph {
    std::vector<std::shared_ptr<LaunchRecord>> launches;
};

class Stream {
  public:
    Stream();
    ~Stream();
    void add(std::function<void()> command);
    std::shared_ptr<Point> point();
    void drain();
    Graph *capturing = nullptr;

  private:
    void run();
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> commands;
    bool ends = false;
    std::thread thread;
};

struct Event {
    std::shared_ptr<Point> last;
};

// Waits for all streams, as freeing memory does on a real device.
void drain_all();

} // namespace standin
