package dev.octavo.runtime.kv.event;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the events of the last steps for readers on other threads. Every batch has a number, one more than that of the batch before. A reader asks for what comes from a number on; if the
 * first batch it gets has a higher one, it came too late, has missed the batches between, and has to forget what it knew. Safe for use by any number of threads.
 */
public final class KvEventFeed implements KvEventListener {

    /**
     * The events of one step.
     *
     * @param number rises by one from batch to batch, from 0 on
     * @param events in the order in which they happened; at least one
     */
    public record Batch(long number, List<KvEvent> events) {

        /** Keeps a copy. */
        public Batch {
            events = List.copyOf(events);
        }
    }

    private final int kept;
    private final List<KvEvent> pending = new ArrayList<>();
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private long next;

    /** @param kept batches that are kept; older ones are forgotten */
    public KvEventFeed(int kept) {
        if (kept < 1) {
            throw new IllegalArgumentException("at least 1 batch has to be kept, but it is " + kept);
        }
        this.kept = kept;
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
        if (batches.size() == kept) {
            batches.removeFirst();
        }
        batches.addLast(new Batch(next++, pending));
        pending.clear();
        notifyAll();
    }

    /** The number that the next batch will have. */
    public synchronized long next() {
        return next;
    }

    /** All kept batches from a number on, oldest first. */
    public synchronized List<Batch> from(long number) {
        return batches.stream().filter(batch -> batch.number() >= number).toList();
    }

    /** Like {@link #from}, but waits until there is at least one; empty when the time is over. */
    public synchronized List<Batch> await(long number, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (next <= number) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return List.of();
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        }
        return from(number);
    }
}
