package dev.octavo.gpu.testing;

import dev.octavo.gpu.driver.GpuDriver;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A processor that computes nothing. It remembers what was built and allocated. */
public final class FakeDriver implements GpuDriver {

    /** Kernels that were built. */
    public final List<KernelKey> built = new ArrayList<>();

    /** Sizes of what was allocated. */
    public final List<Long> allocated = new ArrayList<>();

    private final long maxAllocation;

    /** @param maxAllocation most bytes of one allocation */
    public FakeDriver(long maxAllocation) {
        this.maxAllocation = maxAllocation;
    }

    private record Kernel(KernelKey key) implements GpuKernel {

        @Override
        public int maxGroupSize() {
            return 1;
        }
    }

    private record Buffer(long byteSize, boolean[] closed) implements NativeBuffer {

        @Override
        public Optional<MemorySegment> hostView() {
            return Optional.empty();
        }

        @Override
        public boolean isOpen() {
            return !closed[0];
        }

        @Override
        public void close() {
            closed[0] = true;
        }
    }

    @Override
    public GpuTraits traits() {
        return new GpuTraits(2, 256, 1 << 15, 1, true, false, maxAllocation, 64, false, true);
    }

    @Override
    public long totalBytes() {
        return 1L << 40;
    }

    @Override
    public long freeBytes() {
        return 1L << 40;
    }

    @Override
    public NativeBuffer allocate(long bytes, MemoryKind kind, String label) {
        allocated.add(bytes);
        return new Buffer(bytes, new boolean[1]);
    }

    @Override
    public GpuStream newStream() {
        throw new UnsupportedOperationException("this driver has no streams");
    }

    @Override
    public GpuKernel kernel(KernelKey key) {
        built.add(key);
        return new Kernel(key);
    }

    @Override
    public void close() {}
}
