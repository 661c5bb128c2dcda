package dev.octavo.benchmarks.micro;

import dev.octavo.runtime.kv.BlockHasher;
import dev.octavo.runtime.kv.BlockManager;
import dev.octavo.runtime.kv.HashChain;
import dev.octavo.runtime.kv.SequenceBlocks;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** Blocks of long prompts: hashing, looking up a known prefix, taking and giving back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Blocks {

    private static final int BLOCK = 16;

    @Param({"1024", "32768", "131072"})
    private int promptTokens;

    private final BlockHasher hasher = BlockHasher.random(BLOCK);
    private int[] prompt = {};
    private BlockManager manager = new BlockManager(2, BLOCK, hasher);
    private SequenceBlocks known = new SequenceBlocks(null);
    private HashChain chain = hasher.chain("");

    /** Makes the prompt known. */
    @Setup(Level.Trial)
    public void fill() {
        prompt = new int[promptTokens];
        Arrays.setAll(prompt, i -> i * 31);
        manager = new BlockManager(3 * promptTokens / BLOCK + 8, BLOCK, hasher);
        chain = hasher.chain("", prompt);
        SequenceBlocks first = new SequenceBlocks(chain.copy());
        manager.admit(first, 0, promptTokens, 0);
        manager.computed(first, prompt, promptTokens);
        manager.release(first);
        known = new SequenceBlocks(chain.copy());
    }

    /** SHA-256 of all full blocks; on the request's own thread. */
    @Benchmark
    public HashChain hashPrompt() {
        return hasher.chain("", prompt);
    }

    /** On the step loop: the hashes are there, the blocks are looked for. */
    @Benchmark
    public int lookUpKnownPrefix() {
        return manager.lookup(known, prompt, promptTokens);
    }

    /** Looks up, takes the blocks that are known and one more, and gives them back. */
    @Benchmark
    public int admitAndRelease() {
        int hits = manager.lookup(known, prompt, promptTokens);
        manager.admit(known, hits, promptTokens, 0);
        manager.release(known);
        return hits;
    }
}
