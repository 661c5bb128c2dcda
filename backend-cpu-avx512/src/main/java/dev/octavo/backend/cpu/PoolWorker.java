package dev.octavo.backend.cpu;

import java.util.concurrent.locks.LockSupport;

/** One thread of a {@link Crew} beside the caller. */
final class PoolWorker implements Runnable {

    private final Crew crew;
    private final int number;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean ended;

    PoolWorker(Crew crew, int number) {
        this.crew = crew;
        this.number = number;
        thread = Thread.ofPlatform().daemon().name("octavo-cpu-" + number).unstarted(this);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        crew.takeSeat(number);
        int looks = 0;
        while (!ended) {
            if (crew.step(number)) {
                looks = 0;
            } else if (++looks < crew.spin()) {
                Thread.onSpinWait();
            } else {
                sleep();
                looks = 0;
            }
        }
    }

    private void sleep() {
        asleep = true;
        // The publisher writes the work words before it reads this flag, so one of the two sees the other.
        if (!crew.hasWorkFor(number) && !ended) {
            LockSupport.park(crew);
        }
        asleep = false;
    }

    /** Wakes the thread if it sleeps. */
    void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /** Waits for the thread's end. */
    void end() {
        ended = true;
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
