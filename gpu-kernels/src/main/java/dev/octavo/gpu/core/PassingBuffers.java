package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.GpuEvent;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.spi.MemoryKind;
import java.util.ArrayList;
import java.util.List;

/** Device memory that a few commands of one stream need and nothing after them. It is freed when they are seen to have run; until then later commands of that stream may have it. */
final class PassingBuffers {

    private record Retired(GpuStream stream, GpuEvent event, GpuBuffer buffer) {}

    private final GpuMemory memory;
    private final List<Retired> retired = new ArrayList<>();

    PassingBuffers(GpuMemory memory) {
        this.memory = memory;
    }

    /** Memory for commands that will be enqueued to a stream; at least so many bytes. */
    GpuBuffer take(GpuStream stream, long bytes, String label) {
        synchronized (this) {
            for (int i = 0; i < retired.size(); i++) {
                Retired candidate = retired.get(i);
                if (candidate.stream.equals(stream) && candidate.buffer.byteSize() >= bytes) {
                    retired.remove(i);
                    return candidate.buffer;
                }
            }
        }
        return memory.allocate(bytes, MemoryKind.DEVICE, label);
    }

    /** Gives memory back that no command after this event needs. */
    synchronized void retire(GpuStream stream, GpuEvent event, GpuBuffer buffer) {
        retired.add(new Retired(stream, event, buffer));
    }

    /** Frees what is needed no more. */
    synchronized void sweep() {
        retired.removeIf(one -> {
            boolean done = one.event.isDone();
            if (done) {
                one.buffer.close();
            }
            return done;
        });
    }

    /** Frees what was lent to a stream that is closed: its commands have run. */
    synchronized void forget(GpuStream stream) {
        retired.removeIf(one -> {
            boolean its = one.stream.equals(stream);
            if (its) {
                one.buffer.close();
            }
            return its;
        });
    }

    /** Forgets everything; the memory closes the buffers. */
    synchronized void close() {
        retired.clear();
    }
}
