package dev.octavo.backend.opencl;

import dev.octavo.gpu.driver.GpuEvent;
import dev.octavo.spi.OctavoException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A marker in a stream. Its state belongs to the driver's {@link Ledger}. */
final class OpenClEvent implements GpuEvent {

    /** The first looks follow each other closely, later ones wait: a processor that computes needs its cores for that. */
    private static final long FIRST_PAUSE = 5_000;

    private static final long LONGEST_PAUSE = 100_000;
    private static final Duration FOREVER = Duration.ofDays(10_000);

    private final Ledger ledger;
    private final OpenClStream stream;
    private final List<Runnable> arrivals;
    private long handle;
    private volatile boolean done;
    private volatile @Nullable OctavoException failure;

    /** @param arrivals what is done on the host once it is reached */
    OpenClEvent(Ledger ledger, OpenClStream stream, long handle, List<Runnable> arrivals) {
        this.ledger = ledger;
        this.stream = stream;
        this.handle = handle;
        this.arrivals = arrivals;
    }

    OpenClStream stream() {
        return stream;
    }

    /** The object; for the ledger, and while this is not done. */
    long handle() {
        return handle;
    }

    /** For the ledger. */
    boolean isKnownDone() {
        return done;
    }

    /** For the ledger: it was reached, or will never be. */
    void finish(@Nullable OctavoException why) {
        handle = 0;
        arrivals.forEach(Runnable::run);
        failure = why;
        done = true;
    }

    @Override
    public boolean isDone() {
        return done || ledger.settle(this);
    }

    @Override
    public boolean await(Duration timeout) {
        long start = System.nanoTime();
        long limit = timeout.compareTo(FOREVER) > 0 ? Long.MAX_VALUE : timeout.toNanos();
        long pause = FIRST_PAUSE;
        while (!isDone()) {
            long left = limit - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(this, Math.min(pause, left));
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
        }
        OctavoException why = failure;
        if (why != null) {
            throw why;
        }
        return true;
    }
}
