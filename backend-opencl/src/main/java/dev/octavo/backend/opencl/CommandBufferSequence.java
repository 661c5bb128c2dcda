package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommandBuffers;
import dev.octavo.gpu.driver.GpuEvent;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.LaunchSequence;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Launches in a command buffer. It is enqueued with one call, where launches take one each and one for every argument that changed. */
final class CommandBufferSequence implements LaunchSequence {

    private final CommandBuffers owner;
    private final ClCommandBuffers functions;
    private final List<Launch> launches;
    /** One for each launch: a driver should copy arguments when it records them, and PoCL 3.1 reads those that a kernel object has in the end. */
    private final List<BoundKernel> kernels = new ArrayList<>();

    private final long handle;
    private @Nullable GpuEvent last;
    private boolean closed;

    /** @param stream its queue is like those that this will be enqueued to */
    CommandBufferSequence(
            CommandBuffers owner, ClCommandBuffers functions, OpenClStream stream, List<Launch> launches) {
        this.owner = owner;
        this.functions = functions;
        this.launches = launches;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(Launches.SCRATCH, 8);
            MemorySegment queue = arena.allocateFrom(ValueLayout.JAVA_LONG, stream.queue());
            handle = functions.create(queue.address(), owner.isSimultaneous(), words);
            ClStatus.check((int) words.getAtIndex(ValueLayout.JAVA_LONG, 3), "making a command buffer");
            try {
                record(stream, words);
            } catch (RuntimeException e) {
                free();
                throw e;
            }
        }
    }

    private void record(OpenClStream stream, MemorySegment words) {
        for (Launch launch : launches) {
            BoundKernel bound = new BoundKernel((OpenClKernel) launch.kernel(), stream.commands(), words);
            kernels.add(bound);
            bound.bind(launch, Map.of());
            bound.record(functions, handle, launch);
        }
        ClStatus.check(functions.finish(handle), "ending a command buffer");
    }

    @Override
    public synchronized void enqueue(GpuStream stream) {
        OpenClStream own = (OpenClStream) stream;
        if (owner.isSimultaneous()) {
            own.enqueue(functions, handle);
            return;
        }
        GpuEvent earlier = last;
        if (earlier != null && !earlier.isDone()) {
            for (int i = 0; i < launches.size(); i++) {
                own.launch(launches.get(i));
            }
            return;
        }
        own.enqueue(functions, handle);
        last = own.signal();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            owner.forget(this);
            free();
        }
    }

    private void free() {
        functions.release(handle);
        kernels.forEach(BoundKernel::close);
    }
}
