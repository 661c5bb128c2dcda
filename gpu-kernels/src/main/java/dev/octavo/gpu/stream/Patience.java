package dev.octavo.gpu.stream;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a device with a time limit, which the driver's own waiting has not: first awake, since steps are short, then with short sleeps. */
final class Patience {

    private static final long AWAKE_NANOS = 500_000;
    private static final long NAP_NANOS = 20_000;

    private Patience() {}

    /** @return whether the condition came true within the time */
    @SuppressWarnings(
            "ThreadPriorityCheck") // Nothing relies on the yield; it only leaves the core to whoever needs it.
    static boolean await(BooleanSupplier condition, long nanos) {
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            while (!condition.getAsBoolean()) {
                long spent = System.nanoTime() - start;
                if (spent >= nanos) {
                    return false;
                }
                if (spent < AWAKE_NANOS) {
                    Thread.yield();
                } else {
                    LockSupport.parkNanos(NAP_NANOS);
                    interrupted |=
                            Thread.interrupted(); // A parked thread that is interrupted would not sleep any more.
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
