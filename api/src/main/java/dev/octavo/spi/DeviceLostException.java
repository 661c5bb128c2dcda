package dev.octavo.spi;

import org.jspecify.annotations.Nullable;

/** The device is gone for good in this process; every later call on the same backend fails alike. */
public final class DeviceLostException extends DeviceException {

    private static final long serialVersionUID = 1L;

    public DeviceLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
