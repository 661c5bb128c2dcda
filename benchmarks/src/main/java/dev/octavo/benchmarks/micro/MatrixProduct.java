package dev.octavo.benchmarks.micro;

import dev.octavo.runtime.discovery.BackendCatalog;
import dev.octavo.runtime.discovery.BackendSearch;
import dev.octavo.runtime.discovery.FoundBackend;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
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
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Matrix products through the SPI, bf16 in and out. {@code weightGigabytes} is bytes of weights a second, bound by the memory's bandwidth for few rows; {@code gigaflops} is bound by the
 * processor for many. {@code -p kernels=vector,avx512} compares kernels.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(java.util.concurrent.TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class MatrixProduct {

    /** Rows of activations, output and input features. */
    @Param({"1x65536x2048", "8x32768x2048", "64x4864x896", "512x2048x2048"})
    private String shape = "1x65536x2048";

    @Param("auto")
    private String kernels = "auto";

    @Param("2")
    private String threads = "2";

    private Arena arena = Arena.ofAuto();
    private @Nullable Run run;

    /** What is open while a shape is measured. */
    private record Run(
            Backend backend, CommandQueue queue, Plan<GemmArgs> plan, GemmArgs args, double flops, double bytes) {}

    /** Rates, from what was done. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Rates {
        /** 10^9 multiplications and additions. */
        public double gigaflops;

        /** 10^9 bytes of weights. */
        public double weightGigabytes;

        /** Begins to count anew. */
        @Setup(Level.Iteration)
        public void clear() {
            gigaflops = 0;
            weightGigabytes = 0;
        }
    }

    /** Opens the backend and loads weights that fit into no cache where few rows are multiplied. */
    @Setup
    public void open() {
        String[] sizes = shape.split("x", 3);
        int m = Integer.parseInt(sizes[0]);
        int n = Integer.parseInt(sizes[1]);
        int k = Integer.parseInt(sizes[2]);
        arena = Arena.ofShared();
        FoundBackend.State state = BackendCatalog.discover(BackendSearch.standard())
                .find("cpu")
                .orElseThrow()
                .state();
        FoundBackend.State.Ready ready = (FoundBackend.State.Ready) state;
        Backend backend = ready.provider()
                .open(ready.devices().getFirst(), new BackendOptions(Map.of("kernels", kernels, "threads", threads)));
        CommandQueue queue = backend.newQueue();
        WeightSpec spec = new WeightSpec(n, k, WeightFormat.dense(DType.BF16));
        MemorySegment values = numbers((long) n * k);
        Weights weights = backend.gemm().load(spec, WeightSource.stable(n, values), queue);
        Plan<GemmArgs> plan = backend.gemm()
                .prepare(new GemmSpec(spec, DType.BF16, DType.BF16, m, ComputePrecision.STRICT, java.util.List.of()));
        GemmArgs args = new GemmArgs(tensor(backend, queue, m, k), weights, tensor(backend, queue, m, n));
        run = new Run(backend, queue, plan, args, 2.0 * m * n * k, 2.0 * n * k);
    }

    private MemorySegment numbers(long count) {
        MemorySegment values = arena.allocate(2 * count, 64);
        for (long i = 0; i < count; i++) {
            values.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (0x3f00 + i % 64));
        }
        return values;
    }

    private TensorRef tensor(Backend backend, CommandQueue queue, int rows, int columns) {
        DeviceBuffer buffer = backend.memory().allocate(2L * rows * columns, MemoryKind.DEVICE, "benchmark");
        queue.upload(numbers((long) rows * columns), buffer, 0);
        return new TensorRef(buffer, 0, DType.BF16, Layout.matrix(rows, columns));
    }

    /** One product. */
    @Benchmark
    public void multiply(Rates rates) {
        Run now = java.util.Objects.requireNonNull(run);
        now.plan().enqueue(now.queue(), now.args(), null);
        now.queue().await();
        rates.gigaflops += 1e-9 * now.flops();
        rates.weightGigabytes += 1e-9 * now.bytes();
    }

    /** Closes all. */
    @TearDown
    public void close() {
        java.util.Objects.requireNonNull(run).backend().close();
        arena.close();
    }
}
