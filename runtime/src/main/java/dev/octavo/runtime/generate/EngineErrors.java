package dev.octavo.runtime.generate;

import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceLostException;
import dev.octavo.spi.InternalException;
import dev.octavo.spi.OctavoException;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;

/** What an error of the step loop means for the engine and for its clients. */
final class EngineErrors {

    private EngineErrors() {}

    /** Whether no further step can be trusted: the device is gone, or something is broken. */
    static boolean isFatal(Throwable error) {
        return switch (error) {
            case DeviceLostException lost -> true;
            case InternalException broken -> true;
            case OctavoException other -> false;
            default -> true;
        };
    }

    /** An error of the same kind for another thread, with that thread's stack. */
    static OctavoException forClient(Throwable error) {
        String message = error.getMessage();
        return switch (error) {
            case UserException user -> new UserException(String.valueOf(message), error);
            case ResourceException resource -> new ResourceException(String.valueOf(message), error);
            case UnsupportedSpecException unsupported -> unsupported;
            case DeviceLostException lost -> new DeviceLostException(String.valueOf(message), error);
            case DeviceException device -> new DeviceException(String.valueOf(message), error);
            case InternalException broken -> new InternalException(String.valueOf(message), error);
            default -> new InternalException("the engine failed: " + error, error);
        };
    }
}
