package dev.octavo.server.serving;

import java.time.Duration;

/** A request was not finished in the time that it had; it was aborted. */
public final class DeadlineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeadlineException(Duration limit) {
        super("The request was not finished within " + limit.toMillis() / 1e3 + " s and was aborted.");
    }
}
