package dev.octavo.runtime.offload.disk;

import dev.octavo.runtime.metrics.MetricRegistry;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** What the disk tier did. Written by the step loop and the tier's threads, read from any thread. */
public final class DiskFigures {

    private static final double SMOOTHING = 0.2;

    private final int slots;
    private final int readers;
    private final LongAdder queries = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder readBytes = new LongAdder();
    private final LongAdder readNanos = new LongAdder();
    private final LongAdder writtenBytes = new LongAdder();
    private final LongAdder writeNanos = new LongAdder();
    private final LongAdder readFailures = new LongAdder();
    private final LongAdder writeFailures = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private volatile int held;
    private volatile int reading;
    private volatile int writing;
    private volatile boolean off;
    private volatile double readCost;

    DiskFigures(int slots, int readers) {
        this.slots = slots;
        this.readers = readers;
    }

    /** Registers everything: under vLLM's names for secondary tiers what it has too, the rest under our own. */
    public void register(MetricRegistry registry) {
        count(registry, "block_queries", "Blocks looked up on disk.", queries::sum);
        count(registry, "block_hits", "Blocks found on disk.", hits::sum);
        count(registry, "read_bytes", "Bytes of KV blocks read from disk.", readBytes::sum);
        count(registry, "write_bytes", "Bytes of KV blocks written to disk.", writtenBytes::sum);
        seconds(registry, "read_time", "Seconds spent on reading from disk.", readNanos);
        seconds(registry, "write_time", "Seconds spent on writing to disk.", writeNanos);
        count(registry, "promotion_job_failures", "Blocks that could not be read or were damaged.", readFailures::sum);
        count(registry, "cascade_job_failures", "Blocks that could not be written.", writeFailures::sum);
        gauge(registry, "vllm:kv_offload_tiering_active_promotion_jobs", "Reads from disk under way.", () -> reading);
        gauge(registry, "vllm:kv_offload_tiering_active_cascade_jobs", "Writes to disk under way.", () -> writing);
        count(
                registry,
                "octavo:kv_offload_disk_dropped",
                "Blocks not written because the disk was too slow.",
                dropped::sum);
        gauge(
                registry,
                "octavo:kv_offload_disk_usage_perc",
                "Share of the disk's room for KV blocks that is filled. 1 means 100 percent.",
                () -> (double) held / slots);
        gauge(
                registry,
                "octavo:kv_offload_disk_enabled",
                "1 while the disk is used, 0 once it failed.",
                () -> off ? 0 : 1);
    }

    private static void count(MetricRegistry registry, String name, String help, LongSupplier value) {
        registry.counter(name.indexOf(':') < 0 ? "vllm:kv_offload_tiering_" + name : name, help, value);
    }

    private static void seconds(MetricRegistry registry, String name, String help, LongAdder nanos) {
        registry.counterOfReals("vllm:kv_offload_tiering_" + name, help, () -> nanos.sum() * 1e-9);
    }

    private static void gauge(MetricRegistry registry, String name, String help, DoubleSupplier value) {
        registry.gauge(name, help, value);
    }

    /** What so many blocks would take now, in nanoseconds; 0 while nothing was read yet. */
    double expectedNanos(int blocks) {
        return readCost * (reading + blocks) / readers;
    }

    /** A sequence was looked up: so many blocks, of which so many were found. */
    public void lookedUp(int queried, int found) {
        queries.add(queried);
        hits.add(found);
    }

    void read(long bytes, long nanos) {
        readBytes.add(bytes);
        readNanos.add(nanos);
    }

    /** For the step loop: so long a read took. */
    void readCost(long nanos) {
        readCost = readCost == 0 ? nanos : readCost + SMOOTHING * (nanos - readCost);
    }

    void written(long bytes, long nanos) {
        writtenBytes.add(bytes);
        writeNanos.add(nanos);
    }

    void readFailed() {
        readFailures.increment();
    }

    void writeFailed() {
        writeFailures.increment();
    }

    /** A block was let go that might have been kept. */
    public void dropped() {
        dropped.increment();
    }

    void holds(int contents) {
        held = contents;
    }

    void underWay(int reads, int writes) {
        reading = reads;
        writing = writes;
    }

    void switchedOff() {
        off = true;
    }

    /** Reads and writes under way. */
    public int underWay() {
        return reading + writing;
    }

    /** Blocks found so far. */
    public long hits() {
        return hits.sum();
    }

    /** Bytes read so far. */
    public long readBytes() {
        return readBytes.sum();
    }

    /** Bytes written so far. */
    public long writtenBytes() {
        return writtenBytes.sum();
    }

    /** Blocks let go so far. */
    public long droppedBlocks() {
        return dropped.sum();
    }

    /** Blocks that could not be read or were damaged so far. */
    public long failedReads() {
        return readFailures.sum();
    }

    /** Whether the disk failed. */
    public boolean isOff() {
        return off;
    }
}
