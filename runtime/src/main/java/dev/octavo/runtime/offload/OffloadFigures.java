package dev.octavo.runtime.offload;

import dev.octavo.runtime.metrics.MetricRegistry;

/**
 * What offloading did and what it costs. Written by the step loop, read from any thread.
 *
 * <p>Bringing a block back is compared with computing its tokens anew: the fastest copy seen so far against the smoothed time of prefill per token. Until both were seen it counts as cheaper.
 */
public final class OffloadFigures {

    private static final double SMOOTHING = 0.1;
    private static final int PREFILL_TOKENS = 64;
    private static final int REFUSALS = 16;

    private final int slots;
    private volatile int held;
    private volatile long storedBytes;
    private volatile long loadedBytes;
    private volatile long storeNanos;
    private volatile long loadNanos;
    private volatile long skipped;
    private long fastestLoad = Long.MAX_VALUE;
    private double prefillNanos;
    private int refusals;
    private int refusedFetches;
    private int blockSize = 1;

    OffloadFigures(int slots) {
        this.slots = slots;
    }

    /** Tokens of a block, to compare costs. */
    public void blockSize(int tokens) {
        blockSize = tokens;
    }

    /** Registers everything under vLLM's names. */
    public void register(MetricRegistry registry) {
        registry.counter("vllm:kv_offload_store_bytes", "Bytes of KV blocks copied to host memory.", () -> storedBytes);
        registry.counter("vllm:kv_offload_load_bytes", "Bytes of KV blocks copied back.", () -> loadedBytes);
        registry.counterOfReals(
                "vllm:kv_offload_store_time", "Seconds spent on copies to host memory.", () -> storeNanos * 1e-9);
        registry.counterOfReals("vllm:kv_offload_load_time", "Seconds spent on copies back.", () -> loadNanos * 1e-9);
        registry.counter("vllm:kv_offload_stores_skipped", "Blocks that found no room in host memory.", () -> skipped);
        registry.gauge(
                "vllm:kv_offload_cpu_cache_usage_perc",
                "Share of the host memory for KV blocks that is filled. 1 means 100 percent.",
                () -> (double) held / slots);
    }

    /** A step of many tokens took so long. */
    public void step(int tokens, long nanos) {
        if (tokens >= PREFILL_TOKENS) {
            double each = (double) nanos / tokens;
            prefillNanos = prefillNanos == 0 ? each : prefillNanos + SMOOTHING * (each - prefillNanos);
        }
    }

    /** Asked at each lookup. Where copies seem too slow, one is tried from time to time: the first ones of a process are. */
    boolean paysToBring() {
        if (prefillNanos == 0 || fastestLoad == Long.MAX_VALUE || fastestLoad < prefillNanos * blockSize) {
            return true;
        }
        return ++refusals % REFUSALS == 0;
    }

    /** Whether reading from a disk, which is expected to take so long, is faster than computing so many tokens. Where it seems not to be, it is tried from time to time. */
    boolean paysToFetch(double expectedNanos, int tokens) {
        if (prefillNanos == 0 || expectedNanos < prefillNanos * tokens) {
            return true;
        }
        return ++refusedFetches % REFUSALS == 0;
    }

    void holds(int contents) {
        held = contents;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the step loop writes
    void skipped() {
        skipped++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the step loop writes
    void stored(long bytes, long nanos) {
        storedBytes += bytes;
        storeNanos += nanos;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the step loop writes
    void loaded(long bytes, long nanos) {
        loadedBytes += bytes;
        loadNanos += nanos;
        fastestLoad = Math.min(fastestLoad, nanos);
    }

    /** Bytes copied to the host so far. */
    public long storedBytes() {
        return storedBytes;
    }

    /** Bytes copied back so far. */
    public long loadedBytes() {
        return loadedBytes;
    }
}
