package dev.octavo.runtime.discovery;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import java.util.List;

/**
 * A device that was chosen, not yet opened.
 *
 * @param provider its provider
 * @param device the device
 * @param log one line for the choice and one for each device that lost, with the reason
 */
public record DeviceChoice(BackendProvider provider, DeviceInfo device, List<String> log) {

    /** Opens it. */
    public Backend open(BackendOptions options) {
        return provider.open(device, options);
    }
}
