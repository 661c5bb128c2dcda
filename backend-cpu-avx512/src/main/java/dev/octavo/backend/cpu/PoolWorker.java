package dev.octavo.backend.cpu;

import java.util.concurrent.locks.LockSupport;

/** One thread of a {@link WorkerPool} beside the caller. */
final class PoolWorker implements Runnable {

    private final WorkerPool pool;
    private final int number;
    private final int spin;
    private final Thread thread;
    private volatile boolean asleep;

    PoolWorker(WorkerPool pool, int number, int spin) {
        this.pool = pool;
        this.number = number;
        this.spin = spin;
        thread = Thread.ofPlatform().daemon().name("octavo-cpu-" + number).unstarted(this);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        int looks = 0;
        while (!pool.isClosed()) {
            if (pool.step(number)) {
                looks = 0;
            } else if (++looks < spin) {
                Thread.onSpinWait();
            } else {
                sleep();
                looks = 0;
            }
        }
    }

    private void sleep() {
        asleep = true;
        // The publisher writes the work word before it reads this flag, so one of the two sees the other.
        if (!pool.hasWork() && !pool.isClosed()) {
            LockSupport.park(pool);
        }
        asleep = false;
    }

    /** Wakes the thread if it sleeps. */
    void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /** Waits for the thread's end after the pool was closed. */
    void end() {
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
