package dev.octavo.conformance.session;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A backend in this process, for debugging: a crash ends the run. A case that hangs is left alone on its thread, and the backend is opened anew.
 */
public final class LocalWorker implements Worker {

    private final Supplier<Session> source;
    private final Duration openLimit;
    private @Nullable Session session;

    /**
     * Opens nothing yet.
     *
     * @param source opens the backend, again after each hang
     * @param openLimit time for opening and for closing
     */
    public LocalWorker(Supplier<Session> source, Duration openLimit) {
        this.source = source;
        this.openLimit = openLimit;
    }

    @Override
    public DeviceCard open() {
        try {
            return within(openLimit, current()::device);
        } catch (NoBackendException e) {
            throw e;
        } catch (TimeoutException e) {
            session = null;
            throw new LostException(
                    new Reply.Lost(Reply.Kind.HUNG, "opening took more than " + words(openLimit), false));
        } catch (Exception e) {
            session = null;
            throw new LostException(new Reply.Lost(Reply.Kind.CRASHED, Session.describe(e), false));
        }
    }

    @Override
    public Reply ask(Task task, Duration limit) {
        try {
            Session open = current();
            Answer answer = within(limit, () -> open.answer(task));
            if (answer instanceof Answer.Broken) {
                session = null; // Nobody knows what state it is in, not even whether it can be closed.
            }
            return new Reply.Answered(answer);
        } catch (TimeoutException e) {
            session = null;
            return new Reply.Lost(Reply.Kind.HUNG, "no answer within " + words(limit), false);
        } catch (Exception e) {
            session = null;
            return new Reply.Lost(Reply.Kind.CRASHED, Session.describe(e), false);
        }
    }

    @Override
    public Optional<Reply.Lost> close() {
        Session open = session;
        session = null;
        if (open == null) {
            return Optional.empty();
        }
        try {
            within(openLimit, () -> {
                open.close();
                return true;
            });
            return Optional.empty();
        } catch (TimeoutException e) {
            return Optional.of(new Reply.Lost(Reply.Kind.HUNG, "close took more than " + words(openLimit), false));
        } catch (Exception e) {
            return Optional.of(new Reply.Lost(Reply.Kind.CRASHED, Session.describe(e), false));
        }
    }

    private Session current() throws Exception {
        Session open = session;
        if (open == null) {
            open = within(openLimit, source::get);
            session = open;
        }
        return open;
    }

    private static String words(Duration limit) {
        return limit.toSeconds() + " s";
    }

    private static <T> T within(Duration limit, Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, "conformance case");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
