package dev.octavo.runtime.execute;

import dev.octavo.spi.BatchConstraints;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes a runner asynchronous that computes on its caller's thread, by a thread of its own. Between {@link #launch} and {@link #await} that thread owns the runner, otherwise the
 * caller does.
 */
public final class BackgroundRunner implements ModelRunner, Runnable {

    private static final int SPINS = 2000;

    private enum State {
        IDLE,
        LAUNCHED,
        DONE,
        CLOSED
    }

    private final ModelRunner runner;
    private final Thread thread;
    private volatile State state = State.IDLE;
    private volatile @Nullable Thread waiter;
    private @Nullable MemorySegment logits;
    private @Nullable Throwable failure;

    /** @param runner used by nobody else from now on; closed with this */
    public BackgroundRunner(ModelRunner runner) {
        this.runner = runner;
        this.thread = Thread.ofPlatform().daemon().name("octavo-device").start(this);
    }

    @Override
    public RunnerLimits limits() {
        return runner.limits();
    }

    @Override
    public BatchConstraints constraints() {
        return runner.constraints();
    }

    @Override
    public int maxLogitRows() {
        return runner.maxLogitRows();
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    public StepBatch batch() {
        return runner.batch();
    }

    @Override
    public Optional<BlockCopier> blockCopier() {
        return runner.blockCopier();
    }

    @Override
    public boolean canSleep() {
        return runner.canSleep();
    }

    @Override
    public void sleep() {
        runner.sleep();
    }

    @Override
    public void wake() {
        runner.wake();
    }

    @Override
    public Optional<RowDraws> draws() {
        return runner.draws();
    }

    @Override
    public void launch() {
        if (state != State.IDLE) {
            throw new IllegalStateException(
                    "a step can be launched when the one before was awaited, but the state is " + state);
        }
        state = State.LAUNCHED;
        LockSupport.unpark(thread);
    }

    @Override
    public MemorySegment await() {
        waiter = Thread.currentThread();
        for (int spins = 0; state == State.LAUNCHED; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        waiter = null;
        if (state != State.DONE) {
            throw new IllegalStateException("no step was launched");
        }
        Throwable thrown = failure;
        MemorySegment result = logits;
        failure = null;
        logits = null;
        state = State.IDLE;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (result == null) {
            throw new IllegalStateException("the step brought neither logits nor an error");
        }
        return result;
    }

    /** The device's thread. */
    @Override
    public void run() {
        while (state != State.CLOSED) {
            if (state == State.LAUNCHED) {
                compute();
                state = State.DONE;
                LockSupport.unpark(waiter);
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void compute() {
        try {
            logits = runner.step();
        } catch (Throwable thrown) {
            failure = thrown;
        }
    }

    @Override
    public void close() {
        while (state == State.LAUNCHED) {
            LockSupport.parkNanos(this, 100_000);
        }
        state = State.CLOSED;
        LockSupport.unpark(thread);
        runner.close();
    }
}
