package dev.octavo.spi;

import org.jspecify.annotations.Nullable;

/** A defect of Octavo or of a backend; worth a bug report. */
public non-sealed class InternalException extends OctavoException {

    private static final long serialVersionUID = 1L;

    public InternalException(String message) {
        this(message, null);
    }

    public InternalException(String message, @Nullable Throwable cause) {
        super(Kind.INTERNAL, message, cause);
    }
}
