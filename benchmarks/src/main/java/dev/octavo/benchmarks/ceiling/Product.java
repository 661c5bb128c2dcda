package dev.octavo.benchmarks.ceiling;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A matrix product of a backend, with f32 activations. */
final class Product implements AutoCloseable {

    /** Repeated, it is a small normal number in every type. */
    private static final byte ORDINARY = 0x3c;

    private final CommandQueue queue;
    private final Weights weights;
    private final Plan<GemmArgs> plan;
    private final DeviceBuffer a;
    private final DeviceBuffer out;
    private final @Nullable DeviceBuffer workspace;
    private final GemmArgs args;
    private final double bytes;
    private final double flops;

    Product(Backend backend, WeightFormat format, int m, int n, int k) {
        queue = backend.newQueue();
        WeightSpec spec = new WeightSpec(n, k, format);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment values = arena.allocate(format.valueBytes(n, k), 64).fill(ORDINARY);
            bytes = values.byteSize();
            weights = backend.gemm().load(spec, WeightSource.stable(n, values), queue);
            queue.await();
        }
        flops = 2.0 * m * n * k;
        plan = backend.gemm().prepare(new GemmSpec(spec, DType.F32, DType.F32, m, ComputePrecision.STRICT, List.of()));
        a = buffer(backend, 4L * m * k);
        out = buffer(backend, 4L * m * n);
        workspace = plan.workspaceBytes() == 0 ? null : buffer(backend, plan.workspaceBytes());
        args = new GemmArgs(matrix(a, m, k), weights, matrix(out, m, n));
    }

    private DeviceBuffer buffer(Backend backend, long size) {
        DeviceBuffer buffer = backend.memory().allocate(size, MemoryKind.DEVICE, "benchmark");
        queue.fill(buffer, 0, size, ORDINARY);
        return buffer;
    }

    private static TensorRef matrix(DeviceBuffer buffer, int rows, int columns) {
        return new TensorRef(buffer, 0, DType.F32, Layout.matrix(rows, columns));
    }

    /** Bytes of weights. */
    double bytes() {
        return bytes;
    }

    double flops() {
        return flops;
    }

    /** One product, from its launch until the host knows that it is done. */
    void run() {
        plan.enqueue(queue, args, workspace);
        queue.await();
    }

    @Override
    public void close() {
        queue.close();
        plan.close();
        weights.close();
        a.close();
        out.close();
        if (workspace != null) {
            workspace.close();
        }
    }
}
