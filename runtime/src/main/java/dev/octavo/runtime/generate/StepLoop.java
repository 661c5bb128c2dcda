package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.ModelRunner;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that runs steps. Everybody else only puts commands into its inbox and wakes it; it waits for nobody but the device, and parks when there is nothing to do.
 *
 * <p>No wake-up is lost: a command is put into the inbox before the thread is unparked, and the thread looks into the inbox after every park. No request is lost at the end: the
 * thread sets {@code terminated} before it empties the inbox for the last time, and whoever puts a command in looks at {@code terminated} afterwards and empties it too.
 */
final class StepLoop implements Runnable {

    private static final Logger LOG = System.getLogger(StepLoop.class.getName());

    /** What the thread is told. */
    sealed interface Command {
        /** A new request. */
        record Submit(ActiveRequest request) implements Command {}

        /** End a request, or one of its choices. */
        record Cancel(ActiveRequest request, @Nullable Choice choice) implements Command {}

        /** Do something between two steps; the result fails if the loop has ended. */
        record Call(Runnable action, CompletableFuture<?> result) implements Command {}
    }

    private static final long BETWEEN_STEPS = Long.MIN_VALUE;
    private static final long FETCH_POLL_NANOS = 200_000;

    private final PauseGate gate;
    private final ModelRunner runner;
    private final LoopListener listener;
    private final ConcurrentLinkedQueue<Command> inbox = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean terminated;
    private volatile @Nullable Throwable failure;
    private volatile long stepBegan = BETWEEN_STEPS;

    StepLoop(PauseGate gate, ModelRunner runner, LoopListener listener, String name) {
        this.gate = gate;
        this.runner = runner;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** What ended the loop, unless it was {@link #stop()}. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** How long the step that is being run has been running; zero between two steps. */
    Duration stepTime() {
        long began = stepBegan;
        return began == BETWEEN_STEPS ? Duration.ZERO : Duration.ofNanos(Math.max(0, System.nanoTime() - began));
    }

    void send(Command command) {
        inbox.add(command);
        LockSupport.unpark(thread);
        if (terminated) {
            refuseInbox();
        }
    }

    /** Ends all requests and the thread; returns when the device is no longer used. */
    void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join();
    }

    boolean isStopping() {
        return stopping;
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                takeCommands();
                stepBegan = System.nanoTime();
                boolean ran = gate.turn();
                stepBegan = BETWEEN_STEPS;
                if (!ran && inbox.isEmpty() && !stopping) {
                    rest();
                }
            }
        } catch (Throwable broken) {
            LOG.log(Level.ERROR, "the step loop failed; the engine accepts no more requests", broken);
            failure = broken;
        } finally {
            stepBegan = BETWEEN_STEPS;
            terminate();
        }
    }

    private void rest() {
        if (gate.fetches()) {
            LockSupport.parkNanos(this, FETCH_POLL_NANOS);
        } else {
            LockSupport.park(this);
        }
    }

    private void takeCommands() {
        for (Command command = inbox.poll(); command != null; command = inbox.poll()) {
            switch (command) {
                case Command.Submit submit -> gate.submit(submit.request());
                case Command.Cancel cancel -> gate.cancel(cancel.request(), cancel.choice());
                case Command.Call call -> call.action().run();
            }
        }
    }

    private void terminate() {
        terminated = true;
        try {
            gate.endAll(failure);
            retire();
        } finally {
            refuseInbox();
            closeRunner();
        }
    }

    private void retire() {
        if (failure != null) {
            return;
        }
        try {
            gate.retire();
        } catch (RuntimeException failed) {
            LOG.log(Level.WARNING, "what is cached could not be kept for the next start", failed);
        }
    }

    /** Ends requests that came too late; by any thread, once the loop has terminated. */
    private void refuseInbox() {
        for (Command command = inbox.poll(); command != null; command = inbox.poll()) {
            switch (command) {
                case Command.Submit submit -> refuse(submit.request());
                case Command.Call call -> call.result().completeExceptionally(stopped());
                case Command.Cancel cancel -> {}
            }
        }
    }

    private IllegalStateException stopped() {
        return new IllegalStateException("the step loop has ended", failure);
    }

    private void refuse(ActiveRequest request) {
        Throwable cause = failure;
        if (cause != null) {
            request.fail(cause);
        }
        for (Choice choice : request.choices()) {
            choice.end(Ending.at(cause == null ? FinishReason.ABORT : FinishReason.ERROR, choice.length()));
            choice.publish();
        }
        request.wake();
        listener.leftQueue();
        listener.requestOver();
    }

    private void closeRunner() {
        try {
            runner.close();
        } catch (RuntimeException failed) {
            LOG.log(Level.WARNING, "closing the model runner failed", failed);
        }
    }
}
