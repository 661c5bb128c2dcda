package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A case that opens and closes backends of its own, to see what closing one does. Whoever can open the backend under test says how; {@link #run(Backend, long)} looks for
 * the provider of the backend that it is given.
 */
public interface LifecycleCase extends ConformanceCase {

    /**
     * Asks.
     *
     * @param open opens the backend under test; each call opens another one, which the case closes
     * @param rootSeed where its numbers come from, with its id
     */
    Outcome run(Supplier<Backend> open, long rootSeed);

    @Override
    default Outcome run(Backend backend) {
        return run(backend, 0);
    }

    /** Asks the backend that the provider of this one opens for the same device, with no options. */
    @Override
    default Outcome run(Backend backend, long rootSeed) {
        DeviceInfo device = backend.device();
        Optional<BackendProvider> provider = Providers.of(backend, device.backendId());
        return provider.isPresent()
                ? run(() -> provider.get().open(device, BackendOptions.none()), rootSeed)
                : new Outcome.Unsupported(
                        "no provider " + device.backendId() + " can be found to open a second backend");
    }
}
