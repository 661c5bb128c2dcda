package dev.octavo.spi;

import org.jspecify.annotations.Nullable;

/** Something ran out: memory, KV blocks, a full queue, a port in use. */
public non-sealed class ResourceException extends OctavoException {

    private static final long serialVersionUID = 1L;

    public ResourceException(String message) {
        this(message, null);
    }

    public ResourceException(String message, @Nullable Throwable cause) {
        super(Kind.RESOURCE, message, cause);
    }
}
