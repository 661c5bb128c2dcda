package dev.octavo.spi;

import org.jspecify.annotations.Nullable;

/** A device, its driver or a native library failed. */
public non-sealed class DeviceException extends OctavoException {

    private static final long serialVersionUID = 1L;

    public DeviceException(String message) {
        this(message, null);
    }

    public DeviceException(String message, @Nullable Throwable cause) {
        super(Kind.DEVICE, message, cause);
    }
}
