package dev.octavo.benchmarks.micro;

import dev.octavo.runtime.sample.Sampler;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.sample.SequenceSampling;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a row of logits to a token, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SamplerRow {

    private static final int ROWS = 64;

    /** How tokens are chosen. */
    public enum Choice {
        /** The most likely. */
        GREEDY,
        /** top_k 50 and top_p 0.9 at temperature 0.8. */
        TOP_K_TOP_P,
        /** top_p 0.9 alone. */
        TOP_P
    }

    @Param({"32000", "128256"})
    private int vocabulary;

    @Param
    private Choice choice = Choice.GREEDY;

    private Sampler sampler = new Sampler(1);
    private MemorySegment rows = MemorySegment.NULL;
    private final int[] tokens = {1, 2, 3, 4};
    private SequenceSampling sampling = sampling(Choice.GREEDY);
    private int row;

    private SequenceSampling sampling(Choice how) {
        SamplingParams params = switch (how) {
            case GREEDY -> SamplingParams.builder().temperature(0).build();
            case TOP_K_TOP_P ->
                SamplingParams.builder().temperature(0.8f).topK(50).topP(0.9f).build();
            case TOP_P -> SamplingParams.builder().temperature(0.8f).topP(0.9f).build();
        };
        return new SequenceSampling(params, 1, 0, new int[0], tokens);
    }

    /** Rows that do not fit into a near cache, as a step leaves them. */
    @Setup
    public void fill() {
        Random random = new Random(1);
        sampler = new Sampler(vocabulary);
        rows = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, (long) ROWS * vocabulary);
        for (long i = 0; i < (long) ROWS * vocabulary; i++) {
            rows.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (3 * random.nextGaussian()));
        }
        sampling = sampling(choice);
    }

    /** One token. */
    @Benchmark
    public int sample() {
        row = (row + 1) % ROWS;
        return sampler.sample(rows, row, sampling, tokens, 2, 4, null);
    }
}
