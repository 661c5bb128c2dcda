package dev.octavo.runtime.generate;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Lets a fake model run only as many steps as a test allows. */
final class StepGate implements IntConsumer {

    private final Semaphore steps = new Semaphore(0);

    void allow(int count) {
        steps.release(count);
    }

    /** Takes back what was allowed and not used. */
    void shut() {
        steps.drainPermits();
    }

    void open() {
        steps.release(1_000_000);
    }

    @Override
    public void accept(int step) {
        try {
            if (!steps.tryAcquire(5, TimeUnit.MINUTES)) {
                throw new AssertionError("the test allowed no further step for 5 min");
            }
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
