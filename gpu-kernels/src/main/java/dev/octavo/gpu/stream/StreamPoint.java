package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.GpuEvent;
import java.time.Duration;

/** A numbered point of a stream. */
record StreamPoint(StreamProgress progress, long number) implements GpuEvent {

    /** Above this a Duration has no nanoseconds in a long; nobody lives to see the difference. */
    private static final Duration LONGEST = Duration.ofDays(10_000);

    @Override
    public boolean isDone() {
        return progress.isReached(number);
    }

    @Override
    public boolean await(Duration timeout) {
        long nanos = (timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout).toNanos();
        boolean done = Patience.await(this::isDone, nanos);
        if (done) {
            progress.throwFailure();
        }
        return done;
    }

    /** Makes a stream wait for this point. */
    void holdBack(Handle stream) {
        progress.holdBack(stream, number);
    }
}
