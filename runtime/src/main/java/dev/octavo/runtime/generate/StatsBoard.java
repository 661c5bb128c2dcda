package dev.octavo.runtime.generate;

import dev.octavo.runtime.kv.BlockPool;
import dev.octavo.runtime.metrics.EngineGauges;
import dev.octavo.runtime.metrics.MetricRegistry;
import dev.octavo.runtime.schedule.Scheduler;

/** Figures of the step loop, written by it after every step and before clients see the step's tokens; read from any thread. */
final class StatsBoard implements EngineGauges {

    private final int totalBlocks;
    private volatile int running;
    private volatile int waiting;
    private volatile int deferred;
    private volatile int usedBlocks;
    private volatile double kvWaste;
    private volatile long prefixQueried;
    private volatile long prefixHit;
    private volatile int sleepLevel;
    private volatile long tierQueried;
    private volatile long tierHit;
    private volatile long preemptions;
    private volatile long promptTokens;
    private volatile long generatedTokens;
    private volatile long steps;

    StatsBoard(int totalBlocks) {
        this.totalBlocks = totalBlocks;
    }

    void update(Scheduler<?> scheduler, int held, LoopCounts counts) {
        BlockPool pool = scheduler.blocks().pool();
        running = scheduler.running();
        waiting = scheduler.waiting();
        deferred = held + scheduler.fetching();
        usedBlocks = pool.used();
        kvWaste = scheduler.blocks().waste();
        prefixQueried = scheduler.prefixStats().queriedTokens();
        prefixHit = scheduler.prefixStats().hitTokens();
        tierQueried = scheduler.prefixStats().tierQueriedTokens();
        tierHit = scheduler.prefixStats().tierHitTokens();
        preemptions = scheduler.preemptions();
        promptTokens = counts.promptTokens;
        generatedTokens = counts.generatedTokens;
        steps = counts.steps;
    }

    EngineStats stats() {
        return new EngineStats(
                running,
                waiting + deferred,
                usedBlocks,
                totalBlocks,
                kvWaste,
                prefixQueried,
                prefixHit,
                preemptions,
                promptTokens,
                generatedTokens,
                steps);
    }

    @Override
    public int running() {
        return running;
    }

    @Override
    public int waitingForCapacity() {
        return waiting;
    }

    @Override
    public int deferred() {
        return deferred;
    }

    @Override
    public double cacheUsage() {
        return (double) usedBlocks / totalBlocks;
    }

    @Override
    public double cacheWaste() {
        return kvWaste;
    }

    @Override
    public long prefixQueriedTokens() {
        return prefixQueried;
    }

    @Override
    public long prefixHitTokens() {
        return prefixHit;
    }

    @Override
    public long preemptions() {
        return preemptions;
    }

    void sleepLevel(int level) {
        sleepLevel = level;
    }

    @Override
    public int sleepLevel() {
        return sleepLevel;
    }

    /** Registers the figures that only an engine with a second tier has. */
    void registerTier(MetricRegistry registry) {
        registry.counter(
                "vllm:external_prefix_cache_queries",
                "External prefix cache queries from KV connector cross-instance cache sharing, in terms of number of queried tokens.",
                () -> tierQueried);
        registry.counter(
                "vllm:external_prefix_cache_hits",
                "External prefix cache hits from KV connector cross-instance cache sharing, in terms of number of cached tokens.",
                () -> tierHit);
    }

    /** Counts that only the step loop touches. */
    static final class LoopCounts {
        long promptTokens;
        long generatedTokens;
        long steps;
    }
}
