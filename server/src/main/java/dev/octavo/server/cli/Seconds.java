package dev.octavo.server.cli;

import dev.octavo.spi.UserException;
import java.time.Duration;

/** Times on the command line, in seconds with or without a fraction. */
final class Seconds {

    private static final double MOST = 1e8;

    private Seconds() {}

    /** A time above zero. */
    static Duration positive(String option, double seconds) {
        if (!(seconds >= 0.001 && seconds <= MOST)) {
            throw new UserException(option + " must be a number of seconds from 0.001 to 1e8, but is " + seconds);
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
