package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendProvider;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Finds the provider of a backend again. */
final class Providers {

    private Providers() {}

    static Optional<BackendProvider> of(Backend backend, String id) {
        ClassLoader own = backend.getClass().getClassLoader();
        return Stream.of(ServiceLoader.load(BackendProvider.class, own), ServiceLoader.load(BackendProvider.class))
                .flatMap(ServiceLoader::stream)
                .flatMap(Providers::usable)
                .filter(provider -> provider.id().equals(id))
                .findFirst();
    }

    private static Stream<BackendProvider> usable(ServiceLoader.Provider<BackendProvider> provider) {
        try {
            return Stream.of(provider.get());
        } catch (ServiceConfigurationError | LinkageError e) {
            // Somebody else's provider that cannot be made is no matter of this backend.
            return Stream.empty();
        }
    }
}
