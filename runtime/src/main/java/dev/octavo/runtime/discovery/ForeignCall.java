package dev.octavo.runtime.discovery;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls foreign code on a daemon thread of its own, for a limited time. Whatever it throws comes back as a value, errors included; a call that hangs is left
 * behind, where it can neither stop the caller nor keep the process alive.
 */
final class ForeignCall {

    /** What became of a call. */
    sealed interface Result<T> {

        /** It returned. */
        record Returned<T>(T value) implements Result<T> {}

        /** It threw. */
        record Thrown<T>(Throwable error) implements Result<T> {}

        /** It did not return in time; the error shows where it was. */
        record Late<T>(Throwable error) implements Result<T> {}
    }

    private ForeignCall() {}

    /**
     * Calls and waits.
     *
     * @param name of the thread
     * @param classes the foreign code's own loader, which libraries ask the thread for
     */
    @SuppressWarnings("Interruption") // A call that is late is told so; whether it listens is its affair.
    static <T> Result<T> run(String name, ClassLoader classes, Duration limit, Callable<T> body) {
        AtomicReference<Result<T>> result = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> {
            result.set(attempt(body));
            done.countDown();
        });
        thread.setContextClassLoader(classes);
        thread.start();
        boolean interrupted = false;
        boolean returned = false;
        try {
            returned = done.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (!returned) {
            IllegalStateException where = new IllegalStateException("it was here when the time was over");
            where.setStackTrace(thread.getStackTrace());
            result.compareAndSet(null, new Result.Late<>(where));
            thread.interrupt();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return Objects.requireNonNull(result.get(), "set before the latch, or above");
    }

    private static <T> Result<T> attempt(Callable<T> body) {
        try {
            return new Result.Returned<>(body.call());
        } catch (Throwable e) { // Errors too: foreign code may throw anything, and it must hurt nobody.
            return new Result.Thrown<>(e);
        }
    }
}
