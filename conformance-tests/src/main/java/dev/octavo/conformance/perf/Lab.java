package dev.octavo.conformance.perf;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What a timing needs of a backend; closes all of it in the end. */
final class Lab implements AutoCloseable {

    /** A byte that, repeated, is a small normal number in every floating-point type, so that no kernel meets NaN or denormal numbers. */
    static final byte ORDINARY = 0x3c;

    private final Backend backend;
    private final Arena arena = Arena.ofShared();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CommandQueue queue;

    Lab(Backend backend) {
        this.backend = backend;
        this.queue = keep(backend.newQueue());
    }

    Backend backend() {
        return backend;
    }

    CommandQueue queue() {
        return queue;
    }

    <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    /** Device memory with ordinary numbers in it. */
    DeviceBuffer buffer(long bytes) {
        DeviceBuffer buffer = keep(backend.memory().allocate(bytes, MemoryKind.DEVICE, "conformance timing"));
        queue.fill(buffer, 0, bytes, ORDINARY);
        return buffer;
    }

    /** Host memory with ordinary numbers in it. */
    MemorySegment host(long bytes) {
        return arena.allocate(bytes, 64).fill(ORDINARY);
    }

    TensorRef tensor(DType type, Layout layout) {
        return new TensorRef(buffer(layout.span() * type.bytes()), 0, type, layout);
    }

    TensorRef matrix(DType type, int rows, int columns) {
        return tensor(type, Layout.matrix(rows, columns));
    }

    TensorRef integers(int... values) {
        return integers(Layout.vector(values.length), values);
    }

    TensorRef integers(Layout layout, int... values) {
        TensorRef tensor = tensor(DType.I32, layout);
        MemorySegment source = arena.allocate(4L * values.length, 4);
        for (int i = 0; i < values.length; i++) {
            source.setAtIndex(ValueLayout.JAVA_INT.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN), i, values[i]);
        }
        queue.upload(source, tensor.buffer(), 0);
        return tensor;
    }

    @Nullable
    DeviceBuffer workspace(Plan<?> plan) {
        return plan.workspaceBytes() == 0 ? null : buffer(plan.workspaceBytes());
    }

    @Override
    public void close() {
        try {
            queue.await();
            while (!open.isEmpty()) {
                open.pop().close();
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            arena.close();
        }
    }
}
