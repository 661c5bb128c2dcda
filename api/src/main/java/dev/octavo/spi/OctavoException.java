package dev.octavo.spi;

import org.jspecify.annotations.Nullable;

/**
 * The root of every error that Octavo and its backends raise on purpose. A message says what was wrong, where, and what to do next.
 * Anything else that escapes a backend is treated as {@link Kind#INTERNAL}.
 */
public abstract sealed class OctavoException extends RuntimeException
        permits UserException, UnsupportedSpecException, ResourceException, DeviceException, InternalException {

    private static final long serialVersionUID = 1L;

    /** Who has to act. */
    public enum Kind {
        /** The caller asked for something wrong; asking again unchanged fails again. */
        USER,
        /** The request is sound, but this backend or model cannot do it. */
        UNSUPPORTED,
        /** Memory, blocks, files or threads ran out; it may work later or with less. */
        RESOURCE,
        /** A device or its driver failed. */
        DEVICE,
        /** A defect of Octavo or of a backend. */
        INTERNAL
    }

    private final Kind kind;

    OctavoException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Who has to act. */
    public final Kind kind() {
        return kind;
    }
}
