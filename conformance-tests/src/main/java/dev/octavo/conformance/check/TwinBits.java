package dev.octavo.conformance.check;

import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The same operator on the same numbers by two plans, with weights loaded twice, on two queues and from a graph: where capabilities claim determinism, the bits are the same. */
final class TwinBits {

    private static final int ROWS = 21;
    private static final int N = 67;
    private static final int K = 1031;

    private final Bench bench;
    private final DeviceBuffer a;
    private final DeviceBuffer weight;
    private final DeviceBuffer out;
    private final MemorySegment matrix;

    TwinBits(Bench bench, Fill fill) {
        this.bench = bench;
        this.a = bench.buffer(4L * ROWS * K);
        this.weight = bench.buffer(4L * K);
        this.out = bench.buffer(4L * ROWS * K);
        this.matrix = bench.alive(numbers(fill, N * K));
        bench.queue().upload(bench.alive(numbers(fill, ROWS * K)), a, 0);
        bench.queue().upload(bench.alive(numbers(fill, K)), weight, 0);
    }

    private static MemorySegment numbers(Fill fill, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) fill.between(-2, 2);
        }
        return Host.floats(numbers);
    }

    void check() {
        if (!bench.backend().capabilities().deterministic()) {
            return;
        }
        compare("a product", this::product, 4 * ROWS * N);
        TensorRef x = TensorRef.matrix(a, DType.F32, ROWS, K);
        RmsNormSpec norm = new RmsNormSpec(K, 1e-6f, 0, false, DType.F32, DType.F32, DType.F32);
        compare("a norm", () -> op(norm, List.of(x, TensorRef.vector(weight, DType.F32, K))), 4 * ROWS * K);
        SoftmaxSpec softmax = new SoftmaxSpec(K, false, 1, DType.F32);
        if (bench.backend().ops().support(softmax).isSupported()) {
            compare("a softmax", () -> op(softmax, List.of(x)), 4 * ROWS * K);
        }
    }

    /** Enqueues an operator, by a plan of its own. */
    private interface Enqueued extends BiConsumer<CommandQueue, Boolean> {}

    private Enqueued product() {
        WeightSpec spec = new WeightSpec(N, K, WeightFormat.dense(DType.F32));
        GemmSpec gemm = new GemmSpec(spec, DType.F32, DType.F32, ROWS, ComputePrecision.STRICT, List.of());
        Weights weights = bench.keep(bench.backend().gemm().load(spec, WeightSource.stable(N, matrix), bench.queue()));
        var plan = bench.keep(bench.backend().gemm().prepare(gemm));
        GemmArgs args = new GemmArgs(
                TensorRef.matrix(a, DType.F32, ROWS, K), weights, TensorRef.matrix(out, DType.F32, ROWS, N));
        return enqueued(plan, args);
    }

    private Enqueued op(TensorOpSpec spec, List<TensorRef> inputs) {
        var plan = bench.keep(bench.backend().ops().prepare(spec));
        TensorOpArgs args = new TensorOpArgs(inputs, List.of(TensorRef.matrix(out, DType.F32, ROWS, K)));
        return enqueued(plan, args);
    }

    private <A> Enqueued enqueued(Plan<A> plan, A args) {
        DeviceBuffer workspace = bench.workspace(plan);
        return (queue, captured) -> {
            if (captured) {
                GraphCases.capture(bench, sink -> plan.enqueue(sink, args, workspace))
                        .ifPresentOrElse(queue::launch, () -> plan.enqueue(queue, args, workspace));
            } else {
                plan.enqueue(queue, args, workspace);
            }
        };
    }

    private void compare(String what, Supplier<Enqueued> made, int bytes) {
        Enqueued first = made.get();
        byte[] expected = run(first, bench.queue(), false, bytes);
        same(what + " by the same plan from a graph", run(first, bench.queue(), true, bytes), expected);
        Enqueued second = made.get();
        same(what + " by another plan for the same spec", run(second, bench.queue(), false, bytes), expected);
        CommandQueue other = bench.keep(bench.backend().newQueue());
        same(what + " on another queue", run(second, other, false, bytes), expected);
    }

    private byte[] run(Enqueued operator, CommandQueue queue, boolean captured, int bytes) {
        bench.queue().fill(out, 0, bytes, (byte) 0xFF);
        bench.queue().await();
        operator.accept(queue, captured);
        MemorySegment target = Host.zeros(bytes);
        queue.download(out, 0, target);
        queue.await();
        return target.toArray(ValueLayout.JAVA_BYTE);
    }

    private static void same(String what, byte[] got, byte[] expected) {
        Require.same(got, expected, Check.DETERMINISM, what);
    }
}
