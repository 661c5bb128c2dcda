package dev.octavo.conformance.session;

import dev.octavo.spi.BackendProvider;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a backend that was named by a path. It sees Java's platform and the SPI, and nothing of the suite or beside it, as in a server: what passes here finds the same classes
 * there. Stays open for the life of the process, because a backend's classes are loaded on demand.
 */
final class PluginClassLoader extends URLClassLoader {

    private final Path folder;

    /**
     * @param files jars, or a directory of classes
     * @param folder where native libraries may lie
     */
    PluginClassLoader(List<Path> files, Path folder) throws MalformedURLException {
        super("plugin " + folder, urls(files), new Spi());
        this.folder = folder;
    }

    private static URL[] urls(List<Path> files) throws MalformedURLException {
        URL[] urls = new URL[files.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = files.get(i).toUri().toURL();
        }
        return urls;
    }

    @Override
    protected @Nullable String findLibrary(String name) {
        Path library = folder.resolve(System.mapLibraryName(name));
        return Files.isRegularFile(library) ? library.toAbsolutePath().toString() : null;
    }

    /** The platform and the packages of the SPI. */
    private static final class Spi extends ClassLoader {

        private static final String[] PACKAGES = {"dev.octavo.spi.", "dev.octavo.tensor."};

        private final ClassLoader api = BackendProvider.class.getClassLoader();

        Spi() {
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
}
