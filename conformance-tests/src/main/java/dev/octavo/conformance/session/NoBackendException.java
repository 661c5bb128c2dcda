package dev.octavo.conformance.session;

import dev.octavo.spi.DeviceException;
import org.jspecify.annotations.Nullable;

/** The backend or its device is not there, so there is nothing to test. The message says what was found instead and what to do. */
public final class NoBackendException extends DeviceException {

    private static final long serialVersionUID = 1L;

    /** Without an error behind it. */
    public NoBackendException(String message) {
        super(message);
    }

    /** With one. */
    public NoBackendException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
