package dev.octavo.runtime.generate;

import dev.octavo.spi.ResourceException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts requests that wait and requests that live, refuses more than may wait, and knows when all are over. Safe for use by any number of threads. */
final class Admission implements LoopListener {

    private final int maxWaiting;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger living = new AtomicInteger();
    private final Object idle = new Object();
    private volatile boolean refusing;

    Admission(int maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    /**
     * Counts a request in.
     *
     * @throws ResourceException if it is one too many, or none is accepted any more
     */
    void enter() {
        living.incrementAndGet();
        // Counted before looking: either this sees that requests are refused, or drain() sees this one.
        if (refusing) {
            requestOver();
            throw new ResourceException("the engine is shutting down and accepts no more requests; use another one");
        }
        if (waiting.incrementAndGet() > maxWaiting) {
            leave();
            throw new ResourceException("the queue is full: " + maxWaiting
                    + " requests are waiting; try again later or raise --max-waiting");
        }
    }

    /** Takes back {@link #enter()}. */
    void leave() {
        leftQueue();
        requestOver();
    }

    @Override
    public void leftQueue() {
        waiting.decrementAndGet();
    }

    @Override
    public void requestOver() {
        if (living.decrementAndGet() == 0 && refusing) {
            synchronized (idle) {
                idle.notifyAll();
            }
        }
    }

    void refuse() {
        refusing = true;
    }

    boolean drain(Duration timeout) throws InterruptedException {
        refuse();
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (idle) {
            while (living.get() > 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(idle, Math.max(left, 1_000_000));
            }
        }
        return true;
    }
}
