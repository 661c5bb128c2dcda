package dev.octavo.runtime.discovery;

import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import java.util.List;
import java.util.Optional;

/**
 * A provider that was found, and what became of it.
 *
 * @param id its id, or the name of its class where even that could not be asked
 * @param origin the jar or folder that it came from
 * @param state what became of it
 */
public record FoundBackend(String id, String origin, State state) {

    /** What became of a provider. */
    public sealed interface State {

        /**
         * It has devices.
         *
         * @param generic whether it says that it is not made for its hardware alone
         */
        record Ready(BackendProvider provider, List<DeviceInfo> devices, boolean generic) implements State {}

        /** It has none, and says why. */
        record Unavailable(String reason, String remedy, Optional<Throwable> cause) implements State {}
    }

    /** Its devices; none where it is unavailable. */
    public List<DeviceInfo> devices() {
        return state instanceof State.Ready ready ? ready.devices() : List.of();
    }
}
