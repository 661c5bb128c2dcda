package dev.octavo.runtime.discovery;

import dev.octavo.spi.BackendProvider;
import java.util.concurrent.Callable;

/** A provider that may be there, or what stood in its way before anything of it was run. */
sealed interface ProviderSource {

    /** The jar or folder that it came from. */
    String origin();

    /**
     * A provider that can be made.
     *
     * @param name of its class
     * @param origin where it came from
     * @param classes its loader
     * @param make makes it; runs foreign code
     */
    record Found(String name, String origin, ClassLoader classes, Callable<BackendProvider> make)
            implements ProviderSource {}

    /**
     * What cannot be loaded.
     *
     * @param name how it is listed
     * @param origin where it came from
     * @param reason why
     */
    record Failed(String name, String origin, Diagnosis reason) implements ProviderSource {}

    /** A provider that is there already. */
    static Found given(BackendProvider provider, String origin) {
        Class<?> type = provider.getClass();
        return new Found(type.getName(), origin, type.getClassLoader(), () -> provider);
    }
}
