package dev.octavo.backend.cpu;

import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Fence;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs each command before the call returns, so that nothing is ever pending and every fence is done. */
final class CpuQueue implements CpuSink, CommandQueue {

    private final CpuCore core;
    private final Transfers transfers;
    private final CpuFence fence;
    private volatile boolean closed;

    CpuQueue(CpuCore core) {
        this.core = core;
        transfers = new Transfers(core.memory());
        fence = new CpuFence(core);
    }

    @Override
    public CpuCore core() {
        return core;
    }

    @Override
    public <A> void submit(CpuPlan<A> plan, A args, @Nullable DeviceBuffer workspace) {
        checkOpen();
        plan.execute(args, workspace);
    }

    @Override
    public void upload(MemorySegment source, DeviceBuffer target, long targetOffset) {
        checkOpen();
        transfers.upload(source, target, targetOffset);
    }

    @Override
    public void copy(DeviceBuffer source, long sourceOffset, DeviceBuffer target, long targetOffset, long bytes) {
        checkOpen();
        transfers.copy(source, sourceOffset, target, targetOffset, bytes);
    }

    @Override
    public void fill(DeviceBuffer target, long offset, long bytes, byte value) {
        checkOpen();
        transfers.fill(target, offset, bytes, value);
    }

    @Override
    public void download(DeviceBuffer source, long sourceOffset, MemorySegment target) {
        checkOpen();
        transfers.download(source, sourceOffset, target);
    }

    @Override
    public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
        checkOpen();
        CpuRecorder recorder = new CpuRecorder(core);
        body.accept(recorder);
        return Optional.of(recorder.finish());
    }

    @Override
    public void launch(CommandGraph graph) {
        checkOpen();
        if (!(graph instanceof CpuGraph own) || own.core().memory() != core.memory()) {
            throw new IllegalArgumentException(
                    "a " + graph.getClass().getName() + " was not captured by this cpu backend");
        }
        own.launch();
    }

    @Override
    public Fence signal() {
        checkOpen();
        return fence;
    }

    @Override
    public void waitFor(Fence other) {
        checkOpen();
        if (!(other instanceof CpuFence own) || own.core().pool() != core.pool()) {
            throw new IllegalArgumentException("a " + other.getClass().getName() + " is no fence of this backend");
        }
    }

    @Override
    public void await() {
        checkOpen();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed || core.pool().isClosed()) {
            throw new IllegalStateException("this queue of the cpu backend is closed");
        }
    }
}
