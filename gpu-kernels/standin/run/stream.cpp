#include "device.h"

#include <cstring>
#include <set>

namespace standin {

namespace {

std::mutex all_mutex;
std::set<Stream *> all;

} // namespace

LaunchRecord::LaunchRecord(const KernelEntry &of, const Shape &as, void **arguments) : kernel(&of), shape(as), values(16 * of.count) {
    for (int i = 0; i < of.count; i++) {
        memcpy(values.data() + 16 * i, arguments[i], of.sizes[i]);
        pointers.push_back(values.data() + 16 * i);
    }
}

bool LaunchRecord::run() {
    return run_grid(*kernel, shape, pointers.data());
}

void Point::reach() {
    std::lock_guard lock(mutex);
    reached = true;
    changed.notify_all();
}

bool Point::is_reached() {
    std::lock_guard lock(mutex);
    return reached;
}

void Point::wait() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return reached; });
}

Stream::Stream() : thread([this] { run(); }) {
    std::lock_guard lock(all_mutex);
    all.insert(this);
}

Stream::~Stream() {
    {
        std::lock_guard lock(all_mutex);
        all.erase(this);
    }
    {
        std::lock_guard lock(mutex);
        ends = true;
        changed.notify_all();
    }
    thread.join();
    delete capturing;
}

void Stream::run() {
    while (true) {
        std::function<void()> command;
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [this] { return ends || !commands.empty(); });
            if (commands.empty()) {
                return;
            }
            command = std::move(commands.front());
            commands.pop_front();
        }
        command();
    }
}

void Stream::add(std::function<void()> command) {
    std::lock_guard lock(mutex);
    commands.push_back(std::move(command));
    changed.notify_all();
}

std::shared_ptr<Point> Stream::point() {
    auto point = std::make_shared<Point>();
    add([point] { point->reach(); });
    return point;
}

void Stream::drain() {
    point()->wait();
}

void drain_all() {
    std::vector<std::shared_ptr<Point>> points;
    {
        std::lock_guard lock(all_mutex);
        for (Stream *stream : all) {
            points.push_back(stream->point());
        }
    }
    for (auto &point : points) {
        point->wait();
    }
}

} // namespace standin
