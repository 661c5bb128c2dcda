package dev.octavo.conformance.check;

import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.tensor.DType;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code out = a + b} over small f32 matrices of integers: the plainest operator, which no backend may refuse, with exact results. */
final class SumFixture {

    private final int rows;
    private final int width;
    private final Bench bench;
    private final Plan<TensorOpArgs> plan;
    private final TensorRef a;
    private final TensorRef b;
    private final TensorRef out;
    private final @Nullable DeviceBuffer workspace;

    SumFixture(Bench bench, int rows, int width) {
        this(bench, rows, width, 0);
    }

    /** With tensors in slices that start some elements into their buffers. */
    SumFixture(Bench bench, int rows, int width, int offset) {
        this.bench = bench;
        this.rows = rows;
        this.width = width;
        this.plan = bench.keep(bench.backend().ops().prepare(spec(width)));
        this.workspace = bench.workspace(plan);
        this.a = tensor(offset);
        this.b = tensor(offset);
        this.out = tensor(offset);
    }

    static ElementwiseSpec spec(int width) {
        return new ElementwiseSpec(ElementwiseSpec.Operation.ADD, false, width, DType.F32, DType.F32, DType.F32);
    }

    private TensorRef tensor(int offset) {
        long bytes = 4L * rows * width;
        DeviceBuffer whole = bench.buffer(bytes + 8L * offset);
        DeviceBuffer buffer = offset == 0 ? whole : whole.slice(4L * offset, bytes);
        return TensorRef.matrix(buffer, DType.F32, rows, width);
    }

    Plan<TensorOpArgs> plan() {
        return plan;
    }

    @Nullable
    DeviceBuffer workspace() {
        return workspace;
    }

    TensorOpArgs args() {
        return new TensorOpArgs(List.of(a, b), List.of(out));
    }

    TensorRef out() {
        return out;
    }

    /** Enqueues new inputs, which depend on a seed. */
    void set(CommandQueue queue, int seed) {
        queue.upload(bench.alive(Host.floats(numbers(seed))), a.buffer(), 0);
        queue.upload(bench.alive(Host.floats(numbers(seed * 3 + 1))), b.buffer(), 0);
    }

    private float[] numbers(int seed) {
        float[] numbers = new float[rows * width];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = bench.variety().residue(seed, i);
        }
        return numbers;
    }

    void enqueue(CommandSink sink) {
        plan.enqueue(sink, args(), workspace);
    }

    /** What the output holds once the inputs of a seed were added, as bytes. */
    byte[] expected(int seed) {
        float[] left = numbers(seed);
        float[] right = numbers(seed * 3 + 1);
        for (int i = 0; i < left.length; i++) {
            left[i] += right[i];
        }
        return Host.floats(left).toArray(ValueLayout.JAVA_BYTE);
    }

    void poison(CommandQueue queue) {
        queue.fill(out.buffer(), 0, 4L * rows * width, (byte) 0xFF);
    }

    /** Downloads the output and compares. */
    void requireResult(CommandQueue queue, int seed, Check check, String when) {
        Require.bytes(queue, out.buffer(), expected(seed), check, "a sum " + when);
    }

    /** Runs once with new inputs and compares. */
    void requireRight(CommandQueue queue, Check check, String when) {
        poison(queue);
        set(queue, 11);
        enqueue(queue);
        requireResult(queue, 11, check, when);
    }
}
