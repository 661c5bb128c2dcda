package dev.octavo.runtime.kv.event;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the events of the last steps for readers on other threads. Every batch has a number, one more than that of the batch before. A reader asks for what comes from a number on; if the
 * first batch it gets has a higher one, it came too late, has missed the batches between, and has to forget what it knew. Safe for use by any number of threads; the step loop never waits for longer
 * than a reader takes to copy a few references.
 */
public final class KvEventFeed implements KvEventListener {

    /**
     * The events of one step.
     *
     * @param number rises by one from batch to batch, from 0 on
     * @param epochMillis when the step was over
     * @param events in the order in which they happened; at least one
     */
    public record Batch(long number, long epochMillis, List<KvEvent> events) {

        /** Keeps a copy. */
        public Batch {
            events = List.copyOf(events);
        }
    }

    private final String id;
    private final int kept;
    private final List<KvEvent> pending = new ArrayList<>();
    private final List<Batch> ring = new ArrayList<>();
    private long next;

    /** @param kept batches that are kept; older ones are forgotten */
    public KvEventFeed(int kept) {
        if (kept < 1) {
            throw new IllegalArgumentException("at least 1 batch has to be kept, but it is " + kept);
        }
        this.kept = kept;
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        this.id = HexFormat.of().formatHex(random);
    }

    /** 16 hexadecimal digits that no other feed has: numbers of other feeds, those of an earlier process among them, mean nothing here. */
    public String id() {
        return id;
    }

    @Override
    public synchronized void accept(KvEvent event) {
        pending.add(event);
    }

    @Override
    public synchronized void endOfStep() {
        if (pending.isEmpty()) {
            return;
        }
        Batch batch = new Batch(next, System.currentTimeMillis(), pending);
        if (ring.size() < kept) {
            ring.add(batch);
        } else {
            ring.set((int) (next % kept), batch);
        }
        next++;
        pending.clear();
        notifyAll();
    }

    /** The number that the next batch will have. */
    public synchronized long next() {
        return next;
    }

    /** The number of the oldest batch that is kept, or that the first one will have. */
    public synchronized long first() {
        return next - ring.size();
    }

    /** All kept batches from a number on, oldest first. */
    public List<Batch> from(long number) {
        return from(number, Integer.MAX_VALUE);
    }

    private synchronized List<Batch> from(long number, int most) {
        List<Batch> batches = new ArrayList<>();
        for (long i = Math.max(number, first()); i < next && batches.size() < most; i++) {
            batches.add(ring.get((int) (i % kept)));
        }
        return batches;
    }

    /** Like {@link #from}, but waits until there is at least one; empty when the time is over. */
    public List<Batch> await(long number, Duration timeout) throws InterruptedException {
        return await(number, Integer.MAX_VALUE, timeout);
    }

    /**
     * Like {@link #from}, but waits until there is at least one; empty when the time is over.
     *
     * @param most of the oldest of them
     */
    public synchronized List<Batch> await(long number, int most, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (next <= number) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return List.of();
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        }
        return from(number, most);
    }
}
