package dev.octavo.spi;

import java.util.List;
import java.util.Optional;

/** What a provider found. */
public sealed interface Probe {

    /**
     * There are devices.
     *
     * @param devices at least one, ordinals counting from 0
     */
    record Available(List<DeviceInfo> devices) implements Probe {
        /** Keeps a copy; refuses an empty list. */
        public Available {
            devices = List.copyOf(devices);
            if (devices.isEmpty()) {
                throw new IllegalArgumentException(
                        "Available needs a device; without one answer Unavailable with a reason");
            }
        }
    }

    /**
     * There is nothing to use.
     *
     * @param reason what is missing, in one sentence for a user
     * @param remedy what the user can do about it, with names of packages, flags or files
     * @param cause the error behind it, if there was one
     */
    record Unavailable(String reason, String remedy, Optional<Throwable> cause) implements Probe {
        /** Without an error behind it. */
        public Unavailable(String reason, String remedy) {
            this(reason, remedy, Optional.empty());
        }
    }
}
