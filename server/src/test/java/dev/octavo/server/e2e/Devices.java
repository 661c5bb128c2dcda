package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.Probe;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Assumptions;

/** Devices that a machine may have or not. */
final class Devices {

    private Devices() {}

    /** Skips a test with a reason where a backend has no device; fails it where {@code -Doctavo.require} names the backend. */
    static void require(String backend) {
        find(backend);
    }

    /** The first device of a backend, opened; skips or fails as {@link #require} does. */
    static Backend open(String backend) {
        return provider(backend).open(find(backend).devices().getFirst(), BackendOptions.none());
    }

    private static Probe.Available find(String backend) {
        Probe probe = provider(backend).probe();
        if (probe instanceof Probe.Unavailable none) {
            String why = none.reason() + "; " + none.remedy();
            assertThat(System.getProperty("octavo.require", "").split(","))
                    .as(why)
                    .doesNotContain(backend);
            Assumptions.abort("no " + backend + " device, so this is not tested: " + why);
        }
        return (Probe.Available) probe;
    }

    private static BackendProvider provider(String backend) {
        return ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.id().equals(backend))
                .findFirst()
                .orElseThrow();
    }
}
