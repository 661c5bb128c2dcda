package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.ModelRunner;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
    }

    private final EngineCore core;
    private final ModelRunner runner;
    private final LoopListener listener;
    private final ConcurrentLinkedQueue<Command> inbox = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean terminated;
    private volatile @Nullable Throwable failure;

    StepLoop(EngineCore core, ModelRunner runner, LoopListener listener, String name) {
        this.core = core;
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
                if (!core.turn() && inbox.isEmpty() && !stopping) {
                    LockSupport.park(this);
                }
            }
        } catch (Throwable broken) {
            LOG.log(Level.ERROR, "the step loop failed; the engine accepts no more requests", broken);
            failure = broken;
        } finally {
            terminate();
        }
    }

    private void takeCommands() {
        for (Command command = inbox.poll(); command != null; command = inbox.poll()) {
            switch (command) {
                case Command.Submit submit -> core.submit(submit.request());
                case Command.Cancel cancel -> core.cancel(cancel.request(), cancel.choice());
            }
        }
    }

    private void terminate() {
        terminated = true;
        try {
            core.endAll(failure);
        } finally {
            refuseInbox();
            closeRunner();
        }
    }

    /** Ends requests that came too late; by any thread, once the loop has terminated. */
    private void refuseInbox() {
        for (Command command = inbox.poll(); command != null; command = inbox.poll()) {
            if (command instanceof Command.Submit submit) {
                refuse(submit.request());
            }
        }
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
