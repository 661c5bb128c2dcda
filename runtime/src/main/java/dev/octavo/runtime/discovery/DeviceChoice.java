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

    /**
     * Opens it.
     *
     * @throws dev.octavo.spi.UserException if an option asks for what it does not have
     */
    public Backend open(BackendOptions options) {
        Backend backend = provider.open(device, options);
        try {
            AttentionWish.check(backend, options);
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
        return backend;
    }
}
