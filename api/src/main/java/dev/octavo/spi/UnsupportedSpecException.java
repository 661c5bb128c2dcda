package dev.octavo.spi;

/**
 * What was asked for is sound, but cannot be done here: a spec that {@code support} refuses, an architecture that is not known.
 */
public non-sealed class UnsupportedSpecException extends OctavoException {

    private static final long serialVersionUID = 1L;

    /** @param message what is refused and why, the same reason that {@code support} gives */
    public UnsupportedSpecException(String message) {
        super(Kind.UNSUPPORTED, message, null);
    }
}
