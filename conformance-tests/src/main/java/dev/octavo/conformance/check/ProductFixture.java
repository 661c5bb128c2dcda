package dev.octavo.conformance.check;

import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code out = a W^T} in f32 over small integers, so that results are exact. */
final class ProductFixture {

    private final int maxRows;
    private final int n;
    private final int k;
    private final Bench bench;
    private final WeightSpec weightSpec;
    private final Plan<GemmArgs> plan;
    private final @Nullable DeviceBuffer workspace;
    private final DeviceBuffer a;
    private final DeviceBuffer out;

    ProductFixture(Bench bench, int maxRows, int n, int k) {
        this.bench = bench;
        this.maxRows = maxRows;
        this.n = n;
        this.k = k;
        this.weightSpec = new WeightSpec(n, k, WeightFormat.dense(DType.F32));
        this.plan = bench.keep(bench.backend().gemm().prepare(spec()));
        this.workspace = bench.workspace(plan);
        this.a = bench.buffer(4L * maxRows * k);
        this.out = bench.buffer(4L * maxRows * n);
    }

    GemmSpec spec() {
        return new GemmSpec(weightSpec, DType.F32, DType.F32, maxRows, ComputePrecision.STRICT, List.of());
    }

    WeightSpec weightSpec() {
        return weightSpec;
    }

    Plan<GemmArgs> plan() {
        return plan;
    }

    @Nullable
    DeviceBuffer workspace() {
        return workspace;
    }

    DeviceBuffer a() {
        return a;
    }

    DeviceBuffer out() {
        return out;
    }

    /** Weights of a seed in host memory, in one part. */
    MemorySegment weightValues(int seed) {
        float[] values = new float[n * k];
        for (int i = 0; i < values.length; i++) {
            values[i] = weight(seed, i / k, i % k);
        }
        return bench.alive(Host.floats(values));
    }

    /** Loads weights of a seed and waits until they are there. */
    Weights load(int seed) {
        WeightSource source = WeightSource.stable(n, weightValues(seed));
        Weights weights = bench.keep(bench.backend().gemm().load(weightSpec, source, bench.queue()));
        bench.queue().await();
        return weights;
    }

    private int weight(int seed, int row, int column) {
        return bench.variety().integer(-4, 5, seed, row, column);
    }

    private int activation(int seed, int row, int column) {
        return bench.variety().integer(-5, 6, ~seed, row, column);
    }

    /** Enqueues activations of a seed. */
    void set(CommandQueue queue, int seed) {
        float[] values = new float[maxRows * k];
        for (int i = 0; i < values.length; i++) {
            values[i] = activation(seed, i / k, i % k);
        }
        queue.upload(bench.alive(Host.floats(values)), a, 0);
    }

    GemmArgs args(int rows, Weights weights, DeviceBuffer target) {
        return new GemmArgs(
                TensorRef.matrix(a, DType.F32, rows, k), weights, TensorRef.matrix(target, DType.F32, rows, n));
    }

    void enqueue(CommandSink sink, int rows, Weights weights) {
        plan.enqueue(sink, args(rows, weights, out), workspace);
    }

    void poison(CommandQueue queue) {
        queue.fill(out, 0, out.byteSize(), (byte) 0xFF);
    }

    /** The whole output buffer, the rows behind the product's still poisoned. */
    byte[] expected(int rows, int activations, int weights) {
        byte[] bytes = new byte[Math.toIntExact(out.byteSize())];
        Arrays.fill(bytes, (byte) 0xFF);
        float[] product = new float[rows * n];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < n; column++) {
                int sum = 0;
                for (int i = 0; i < k; i++) {
                    sum += activation(activations, row, i) * weight(weights, column, i);
                }
                product[row * n + column] = sum;
            }
        }
        byte[] head = Host.floats(product).toArray(ValueLayout.JAVA_BYTE);
        System.arraycopy(head, 0, bytes, 0, head.length);
        return bytes;
    }

    void requireResult(CommandQueue queue, byte[] expected, Check check, String when) {
        Require.bytes(queue, out, expected, check, "a product " + when);
    }

    /** Runs once and compares. */
    void requireRight(CommandQueue queue, Weights weights, int seed, Check check, String when) {
        poison(queue);
        set(queue, 2);
        enqueue(queue, maxRows, weights);
        requireResult(queue, expected(maxRows, 2, seed), check, when);
    }
}
