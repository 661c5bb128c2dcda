package dev.octavo.server.serving;

import dev.octavo.server.http.HttpRequest;
import dev.octavo.spi.UserException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** How long requests may take, and the clock that ends those that take longer. Safe for use by any number of threads. */
final class Deadlines implements AutoCloseable {

    /** The header field by which a client shortens the time of its request, in seconds. */
    static final String HEADER = "X-Request-Timeout";

    private static final double MOST_SECONDS = 1e7;

    private final Optional<Duration> most;
    private final ScheduledThreadPoolExecutor clock;

    /** @param most what no request may exceed; empty for no bound but the clients' own */
    Deadlines(Optional<Duration> most) {
        this.most = most;
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("octavo-deadlines").factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    /** The time that a request has: the server's, or the client's if that is shorter. */
    Optional<Duration> of(Optional<HttpRequest> request) {
        Optional<Duration> own = request.flatMap(r -> r.header(HEADER)).map(Deadlines::parse);
        if (own.isPresent() && most.isPresent()) {
            return own.get().compareTo(most.get()) < 0 ? own : most;
        }
        return own.or(() -> most);
    }

    private static Duration parse(String text) {
        double seconds;
        try {
            seconds = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw wrong();
        }
        if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
            throw wrong();
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private static UserException wrong() {
        return new UserException("The header " + HEADER + " must be a number of seconds above 0.");
    }

    /** Runs an action, which must be short, once the time is over. */
    Future<?> after(Duration time, Runnable action) {
        return clock.schedule(action, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
