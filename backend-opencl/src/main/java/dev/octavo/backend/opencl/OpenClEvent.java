package dev.octavo.backend.opencl;

import dev.octavo.gpu.driver.GpuEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A marker in a stream. Its state is guarded by the driver's {@link Ledger}. */
final class OpenClEvent implements GpuEvent {

    /** The first looks follow each other closely, later ones wait: a processor that computes needs its cores for that. */
    private static final long FIRST_PAUSE = 5_000;

    private static final long LONGEST_PAUSE = 100_000;

    private final Ledger ledger;
    private final OpenClStream stream;
    final List<Runnable> arrivals;
    /** 0 once it was reached. */
    long handle;

    int status;

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

    @Override
    public boolean isDone() {
        return ledger.settle(this);
    }

    @Override
    public boolean await(Duration timeout) {
        long start = System.nanoTime();
        long limit = timeout.compareTo(Duration.ofDays(10_000)) > 0 ? Long.MAX_VALUE : timeout.toNanos();
        long pause = FIRST_PAUSE;
        while (!ledger.settle(this)) {
            if (System.nanoTime() - start >= limit) {
                return false;
            }
            LockSupport.parkNanos(this, Math.min(pause, limit));
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
        }
        ClStatus.check(Math.min(0, status), "a command of an OpenCL queue");
        return true;
    }
}
