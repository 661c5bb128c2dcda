package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuQueue;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.List;

/** Products with weights like those of a spec, of fewer columns where those are many, to measure kernels by. On a queue of its own. */
final class GemmTrial implements AutoCloseable {

    /** Weights that are read once for each run; more would say nothing more. */
    private static final long MOST_WEIGHTS = 1 << 24;

    private static final int RUNS = 3;

    /** Repeated, it is a small normal number in every type. */
    private static final byte ORDINARY = 0x3c;

    private final GemmSpec spec;
    private final GpuCore core;
    private final GpuQueue queue;
    private final GpuWeights weights;
    private final GpuBuffer a;
    private final GpuBuffer out;
    private final GemmPlan plan;

    GemmTrial(GpuCore core, GemmSpec like, GemmKernels kernels) {
        this.core = core;
        int k = like.weights().k();
        int n = (int) Math.min(like.weights().n(), Math.max(2 * PackedFormat.PANEL, MOST_WEIGHTS / k / 32 * 32));
        int rows = kernels.tiles().getLast().rows();
        spec = new GemmSpec(
                new WeightSpec(n, k, like.weights().format()),
                like.activation(),
                DType.F32,
                rows,
                like.precision(),
                List.of());
        plan = new GemmPlan(core, spec, "trial", kernels);
        queue = new GpuQueue(core);
        try {
            weights = new GpuWeights(core, spec.weights());
            try {
                a = buffer((long) rows * k * like.activation().bytes());
                out = buffer((long) Float.BYTES * rows * n);
                weights.pieces()
                        .forEach(piece ->
                                queue.fill(piece.buffer(), 0, piece.buffer().byteSize(), ORDINARY));
            } catch (RuntimeException e) {
                weights.close();
                throw e;
            }
        } catch (RuntimeException e) {
            queue.close();
            throw e;
        }
    }

    private GpuBuffer buffer(long bytes) {
        GpuBuffer buffer = core.memory().allocate(bytes, MemoryKind.DEVICE, "measuring kernels");
        queue.fill(buffer, 0, bytes, ORDINARY);
        return buffer;
    }

    GemmSpec spec() {
        return spec;
    }

    /** The shortest of some runs; one before builds the kernel and does not count. */
    double seconds(GemmKernels.Tile tile, int rows) {
        GemmArgs args = new GemmArgs(
                matrix(a, spec.activation(), rows, spec.weights().k()),
                weights,
                matrix(out, DType.F32, rows, spec.weights().n()));
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= RUNS; i++) {
            long start = System.nanoTime();
            plan.enqueueBy(tile, queue, args);
            queue.await();
            least = i == 0 ? least : Math.min(least, 1e-9 * (System.nanoTime() - start));
        }
        return least;
    }

    private static TensorRef matrix(GpuBuffer buffer, DType type, int rows, int columns) {
        return new TensorRef(buffer, 0, type, Layout.matrix(rows, columns));
    }

    @Override
    public void close() {
        queue.close();
        plan.close();
        weights.close();
        a.close();
        out.close();
    }
}
