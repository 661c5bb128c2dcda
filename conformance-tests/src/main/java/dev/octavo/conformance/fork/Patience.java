package dev.octavo.conformance.fork;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a child. Counts time only while this process gets some: a machine that stood still, was suspended or starved both processes is no reason to call a case hung.
 */
final class Patience {

    private static final long SLICE = Duration.ofMillis(200).toNanos();

    private long left;

    Patience(Duration limit) {
        this.left = limit.toNanos();
    }

    /** What the child says next, or null where the time is over. */
    ChildProcess.@Nullable Event next(ChildProcess child) throws InterruptedException {
        while (left > 0) {
            long start = System.nanoTime();
            ChildProcess.Event event = child.next(Duration.ofNanos(Math.min(left, SLICE)));
            left -= Math.min(System.nanoTime() - start, 2 * SLICE);
            if (event != null) {
                return event;
            }
        }
        return child.next(Duration.ZERO);
    }
}
