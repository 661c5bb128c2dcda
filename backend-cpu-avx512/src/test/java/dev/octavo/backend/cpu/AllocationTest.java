package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A decode step allocates nothing once its kernels are compiled: no args (they are the caller's), no tasks, and no vectors, which would show a kernel that the compiler did
 * not put together.
 */
class AllocationTest {

    private static final ThreadMXBean BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WIDTH = 256;
    private static final int HEADS = 8;
    private static final int DIM = 32;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The measurement itself makes a few objects, spread over the steps of a round. */
    private static final long MOST_BYTES = 16;

    @Test
    void aDecodeStepAllocatesNothing() {
        try (Rig rig = new Rig(Backends.withThreads(2));
                Arena arena = Arena.ofShared()) {
            CommandGraph step =
                    rig.queue.capture(sink -> record(rig, arena, sink)).orElseThrow();
            long[] threads = threads();
            assertThat(threads).hasSize(2);
            long least = Long.MAX_VALUE;
            // Compilation takes as long as it takes; what counts is that the steady state is reached.
            long start = System.nanoTime();
            while (least > MOST_BYTES && System.nanoTime() - start < PATIENCE.toNanos()) {
                long before = allocated(threads);
                for (int i = 0; i < 20; i++) {
                    rig.queue.launch(step);
                }
                least = Math.min(least, (allocated(threads) - before) / 20);
            }
            assertThat(least)
                    .as("bytes per step of %d commands", step.nodeCount())
                    .isLessThanOrEqualTo(MOST_BYTES);
        }
    }

    /** The threads that compute: this one and the pool's. */
    private static long[] threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.equals(Thread.currentThread())
                        || thread.getName().startsWith("octavo-cpu-"))
                .mapToLong(Thread::threadId)
                .toArray();
    }

    private static long allocated(long[] threads) {
        long total = 0;
        for (long thread : threads) {
            total += BEAN.getThreadAllocatedBytes(thread);
        }
        return total;
    }

    private static void record(Rig rig, Arena arena, CommandSink sink) {
        TensorRef x = rig.random(DType.F32, Layout.matrix(1, WIDTH), 1);
        TensorRef y = rig.random(DType.F32, Layout.matrix(1, WIDTH), 2);
        TensorRef table = rig.random(DType.BF16, Layout.matrix(4, WIDTH), 3);
        TensorRef weight = rig.random(DType.BF16, Layout.vector(WIDTH), 4);
        TensorRef angles = rig.random(DType.F32, Layout.matrix(8, DIM / 2), 5);
        TensorRef heads = x.view(0, Layout.cube(1, HEADS, DIM));
        TensorRef index = rig.ints(Layout.matrix(1, 1), 0);
        op(rig, sink, new GatherSpec(WIDTH, DType.BF16, DType.F32, 1f), List.of(table, rig.ints(2)), x);
        op(
                rig,
                sink,
                new RmsNormSpec(WIDTH, 1e-5f, 0f, false, DType.F32, DType.BF16, DType.F32),
                List.of(x, weight),
                y);
        for (DType type : new DType[] {DType.F32, DType.BF16, DType.F16}) {
            gemm(rig, arena, sink, type, 1);
            gemm(rig, arena, sink, type, 9);
            attention(rig, sink, type);
        }
        op(
                rig,
                sink,
                new RopeSpec(DIM, DIM, RopeSpec.Pairing.HALVES, DType.F32),
                List.of(rig.ints(3), angles, angles),
                heads);
        op(rig, sink, new ActivationSpec(ActivationFunction.SILU, true, WIDTH, DType.F32, DType.F32), List.of(x, y), x);
        ElementwiseSpec add =
                new ElementwiseSpec(ElementwiseSpec.Operation.ADD, false, WIDTH, DType.F32, DType.F32, DType.F32);
        op(rig, sink, add, List.of(x, y), x);
        op(rig, sink, new SelectSpec(SelectSpec.Method.ARGMAX, WIDTH, 1, DType.F32), List.of(x), index);
    }

    private static void op(Rig rig, CommandSink sink, TensorOpSpec spec, List<TensorRef> inputs, TensorRef out) {
        rig.backend.ops().prepare(spec).enqueue(sink, new TensorOpArgs(inputs, List.of(out)), null);
    }

    private static void gemm(Rig rig, Arena arena, CommandSink sink, DType type, int rows) {
        WeightSpec spec = new WeightSpec(WIDTH, WIDTH, WeightFormat.dense(type));
        MemorySegment values = Rig.stored(arena, type, Rig.randoms(WIDTH * WIDTH, 6));
        Weights weights = rig.backend.gemm().load(spec, WeightSource.stable(WIDTH, values), sink);
        Plan<GemmArgs> plan = rig.backend
                .gemm()
                .prepare(new GemmSpec(spec, DType.F32, DType.F32, rows, ComputePrecision.STRICT, List.of()));
        DeviceBuffer workspace = rig.workspace(plan);
        TensorRef a = rig.random(DType.F32, Layout.matrix(rows, WIDTH), 7);
        TensorRef out = rig.poisoned(DType.F32, Layout.matrix(rows, WIDTH));
        plan.enqueue(sink, new GemmArgs(a, weights, out), workspace);
    }

    private static void attention(Rig rig, CommandSink sink, DType type) {
        AttentionSpec spec = new AttentionSpec(
                HEADS,
                new KvLayout(2, DIM, 16, type),
                new AttentionMask.Causal(),
                0.2f,
                0f,
                false,
                false,
                DType.F32,
                DType.F32,
                1,
                2);
        AttentionArgs args = new AttentionWorkload(rig, spec, 100, 37).args(1, 1);
        rig.backend.attention().prepare(spec).enqueue(sink, args, null);
    }
}
