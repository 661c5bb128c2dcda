package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Fence;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;

/** An in-order stream of the device. */
public final class GpuQueue extends GpuSink implements CommandQueue {

    private final GpuStream stream;
    private final Launch launch = new Launch();
    private volatile boolean closed;

    /** Opens a stream. */
    public GpuQueue(GpuCore core) {
        super(core);
        stream = core.driver().newStream();
        core.opened(this);
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    void checkUsable() {
        core().checkOpen();
        if (closed) {
            throw new IllegalStateException("this queue of the " + core().id() + " backend is closed");
        }
    }

    @Override
    public Launch start(GpuKernel kernel) {
        checkUsable();
        return launch.start(kernel);
    }

    @Override
    public void submit(Launch filled) {
        if (!filled.isEmpty()) {
            stream.launch(filled);
        }
    }

    @Override
    public GpuBuffer passing(long bytes, String label) {
        checkUsable();
        return core().memory().passing().take(stream, bytes, label);
    }

    @Override
    public void retire(GpuBuffer buffer) {
        core().memory().passing().retire(stream, stream.signal(), buffer);
    }

    @Override
    void uses(GpuPlan<?> plan) {}

    @Override
    void put(MemorySegment source, NativeBuffer target, long offset) {
        stream.upload(source, target, offset);
    }

    @Override
    void move(NativeBuffer source, long sourceOffset, NativeBuffer target, long targetOffset, long bytes) {
        stream.copy(source, sourceOffset, target, targetOffset, bytes);
    }

    @Override
    void set(NativeBuffer target, long offset, long bytes, byte value) {
        stream.fill(target, offset, bytes, value);
    }

    @Override
    public void download(DeviceBuffer source, long sourceOffset, MemorySegment target) {
        checkUsable();
        GpuBuffer from = GpuBuffer.of(core(), source);
        long at = from.range(sourceOffset, target.byteSize());
        if (target.byteSize() > 0) {
            stream.download(from.device(), at, target);
        }
    }

    @Override
    public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
        checkUsable();
        GpuRecorder recorder = new GpuRecorder(core());
        body.accept(recorder);
        return Optional.of(recorder.finish(stream));
    }

    @Override
    public void launch(CommandGraph graph) {
        checkUsable();
        if (!(graph instanceof GpuGraph own) || own.core() != core()) {
            throw new IllegalArgumentException(
                    "a " + graph.getClass().getName() + " was not captured by this " + core().id() + " backend");
        }
        own.enqueue(stream);
    }

    @Override
    public Fence signal() {
        checkUsable();
        return new GpuFence(core(), stream.signal());
    }

    @Override
    public void waitFor(Fence fence) {
        checkUsable();
        if (!(fence instanceof GpuFence own) || own.core() != core()) {
            throw new IllegalArgumentException(
                    "a " + fence.getClass().getName() + " is no fence of this " + core().id() + " backend");
        }
        stream.waitFor(own.event());
    }

    @Override
    public void await() {
        checkUsable();
        stream.await();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            stream.close();
            core().memory().passing().forget(stream);
            core().forget(this);
        }
    }
}
