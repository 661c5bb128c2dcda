package dev.octavo.runtime.discovery;

import dev.octavo.spi.BackendProvider;

/**
 * What a plug-in sees beside its own jars: Java's platform and the SPI. Octavo's other classes and libraries are hidden, so that a plug-in may bring any version
 * of any library.
 */
final class ApiClassLoader extends ClassLoader {

    private static final String[] PACKAGES = {"dev.octavo.spi.", "dev.octavo.tensor."};

    private final ClassLoader api = BackendProvider.class.getClassLoader();

    ApiClassLoader() {
        super("octavo-api", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        for (String visible : PACKAGES) {
            if (name.startsWith(visible)) {
                return api.loadClass(name);
            }
        }
        throw new ClassNotFoundException(name);
    }
}
