package dev.octavo.benchmarks.micro;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.Plan;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.tensor.DType;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
 * Causal attention over paged KV through the SPI, with bf16 queries and outputs, heads of 128 and blocks of 16 tokens in random order. {@code cacheGigabytes} is bytes of keys and values a
 * second, bound by the memory for one query; {@code gigaflops} is bound by the processor for many. {@code -p kernels=vector,avx512} compares kernels.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class PagedAttention {

    /** Sequences, tokens of each, queries of each, query heads, key/value heads. The first three are decode steps whose keys and values fit into no cache, the last is prefill. */
    @Param({"16x4096x1x32x8", "16x4096x1x16x8", "16x4096x1x8x8", "1x512x512x32x8"})
    private String shape = "16x4096x1x32x8";

    @Param({"bf16", "f16", "f32"})
    private String cache = "bf16";

    @Param("auto")
    private String kernels = "auto";

    @Param("2")
    private String threads = "2";

    private @Nullable Run run;

    /** What is open while a shape is measured. */
    private record Run(
            Backend backend, CommandQueue queue, Plan<AttentionArgs> plan, AttentionArgs args, Sizes sizes) {}

    /** Rates, from what was done. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Rates {
        /** 10^9 multiplications and additions. */
        public double gigaflops;

        /** 10^9 bytes of keys and values of all sequences, each counted once a call. */
        public double cacheGigabytes;

        /** Begins to count anew. */
        @Setup(Level.Iteration)
        public void clear() {
            gigaflops = 0;
            cacheGigabytes = 0;
        }
    }

    /** Opens the backend and fills a cache. */
    @Setup
    public void open() {
        Sizes sizes = Sizes.of(shape, DType.valueOf(cache.toUpperCase(Locale.ROOT)));
        CpuDevice device = CpuDevice.open(kernels, threads);
        FilledCache filled = new FilledCache(device, sizes);
        Plan<AttentionArgs> plan = device.backend().attention().prepare(sizes.spec());
        run = new Run(device.backend(), device.queue(), plan, filled.args(), sizes);
    }

    /** One call. */
    @Benchmark
    public void attend(Rates rates) {
        Run now = Objects.requireNonNull(run);
        now.plan().enqueue(now.queue(), now.args(), null);
        now.queue().await();
        rates.gigaflops += 1e-9 * now.sizes().flops();
        rates.cacheGigabytes += 1e-9 * now.sizes().bytes();
    }

    /** Closes all. */
    @TearDown
    public void close() {
        Objects.requireNonNull(run).backend().close();
    }
}
