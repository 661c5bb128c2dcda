package dev.octavo.spi;

import org.jspecify.annotations.Nullable;

/** The caller asked for something wrong: a bad argument, file, option or request. */
public non-sealed class UserException extends OctavoException {

    private static final long serialVersionUID = 1L;

    public UserException(String message) {
        this(message, null);
    }

    public UserException(String message, @Nullable Throwable cause) {
        super(Kind.USER, message, cause);
    }
}
