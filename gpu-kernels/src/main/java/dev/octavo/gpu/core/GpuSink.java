package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import java.lang.foreign.MemorySegment;

/** Where commands of this backend go: a queue, which sends them to the device, or a recorder, which keeps them. */
public abstract sealed class GpuSink implements CommandSink permits GpuQueue, GpuRecorder {

    private final GpuCore core;

    GpuSink(GpuCore core) {
        this.core = core;
    }

    /**
     * The sink as one of this backend.
     *
     * @throws IllegalArgumentException if it is of another one
     */
    public static GpuSink of(GpuCore core, CommandSink sink) {
        if (sink instanceof GpuSink own && own.core == core) {
            return own;
        }
        throw new IllegalArgumentException(
                "a " + sink.getClass().getName() + " is no command sink of this " + core.id() + " backend");
    }

    /** The backend that it belongs to. */
    final GpuCore core() {
        return core;
    }

    /** Throws {@link IllegalStateException} if nothing may be enqueued any more. */
    abstract void checkUsable();

    /** A launch to fill with the kernel's arguments and shape, and then to {@linkplain #submit submit}. The next one may be the same object. */
    public abstract Launch start(GpuKernel kernel);

    /** The same for a kernel that may not have been built yet. */
    public final Launch start(LazyKernel kernel) {
        checkUsable();
        return start(kernel.get());
    }

    /** Enqueues a launch that {@link #start} gave; one without work-groups does nothing. */
    public abstract void submit(Launch launch);

    /** A plan whose launches follow; a graph keeps in mind that it needs it. */
    abstract void uses(GpuPlan<?> plan);

    /** Memory for commands that will be enqueued here and for nothing after them; to be {@linkplain #retire given back} behind the last of them. */
    public abstract GpuBuffer passing(long bytes, String label);

    /** Gives memory of {@link #passing} back. It stays until the commands that were enqueued so far have run. */
    public abstract void retire(GpuBuffer buffer);

    abstract void put(MemorySegment source, NativeBuffer target, long offset);

    abstract void move(NativeBuffer source, long sourceOffset, NativeBuffer target, long targetOffset, long bytes);

    abstract void set(NativeBuffer target, long offset, long bytes, byte value);

    @Override
    public final void upload(MemorySegment source, DeviceBuffer target, long targetOffset) {
        checkUsable();
        GpuBuffer to = GpuBuffer.of(core, target);
        long at = to.range(targetOffset, source.byteSize());
        if (source.byteSize() > 0) {
            put(source, to.device(), at);
        }
    }

    @Override
    public final void copy(DeviceBuffer source, long sourceOffset, DeviceBuffer target, long targetOffset, long bytes) {
        checkUsable();
        GpuBuffer from = GpuBuffer.of(core, source);
        GpuBuffer to = GpuBuffer.of(core, target);
        long fromAt = from.range(sourceOffset, bytes);
        long toAt = to.range(targetOffset, bytes);
        if (bytes > 0 && from.device().equals(to.device()) && Math.abs(fromAt - toAt) < bytes) {
            throw new IllegalArgumentException(
                    "the source and the target of a copy of " + bytes + " bytes overlap; copy through another buffer");
        }
        if (bytes > 0) {
            move(from.device(), fromAt, to.device(), toAt, bytes);
        }
    }

    @Override
    public final void fill(DeviceBuffer target, long offset, long bytes, byte value) {
        checkUsable();
        GpuBuffer to = GpuBuffer.of(core, target);
        long at = to.range(offset, bytes);
        if (bytes > 0) {
            set(to.device(), at, bytes, value);
        }
    }
}
