package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.MemoryStats;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A case about memory, queues, lifetimes or refusals rather than numbers. It needs nothing that a backend may refuse.
 *
 * @param id the case's id
 * @param tier the smallest tier that has it
 * @param body throws where a rule is broken
 */
record BehaviourCase(String id, Tier tier, BiConsumer<Bench, Fill> body) implements ConformanceCase {

    /** A case of every tier. */
    static ConformanceCase of(String id, Consumer<Bench> body) {
        return new BehaviourCase(id, Tier.SMOKE, (bench, fill) -> body.accept(bench));
    }

    /** A case of every tier that chooses numbers. */
    static ConformanceCase filled(String id, BiConsumer<Bench, Fill> body) {
        return new BehaviourCase(id, Tier.SMOKE, body);
    }

    @Override
    public boolean core() {
        return true;
    }

    @Override
    public Outcome run(Backend backend) {
        return run(backend, 0);
    }

    @Override
    public Outcome run(Backend backend, long rootSeed) {
        return Verdict.of(id, () -> {
            MemoryStats before = backend.memory().stats();
            try (Bench bench = new Bench(backend, Variety.of(id, rootSeed))) {
                body.accept(bench, Fill.of(id, rootSeed, Pass.RANDOM, 0));
            }
            requireGivenBack(before, backend.memory().stats());
            return new Outcome.Passed(0);
        });
    }

    /** Requires that all memory was given back. */
    static void requireGivenBack(MemoryStats before, MemoryStats after) {
        Require.that(
                before.allocatedBytes() == after.allocatedBytes(),
                Check.LEAK,
                "allocated bytes went from " + before.allocatedBytes() + " to " + after.allocatedBytes()
                        + " though all was closed");
        Require.that(
                before.openBuffers() == after.openBuffers(),
                Check.LEAK,
                "open buffers went from " + before.openBuffers() + " to " + after.openBuffers()
                        + " though all was closed");
    }
}
