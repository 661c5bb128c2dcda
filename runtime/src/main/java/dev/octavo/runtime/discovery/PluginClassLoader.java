package dev.octavo.runtime.discovery;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The classes of one plug-in. It stays open for the life of the process, because a backend's classes are loaded on demand. */
final class PluginClassLoader extends URLClassLoader {

    private final Path folder;

    PluginClassLoader(PluginEntry entry) throws MalformedURLException {
        super("plugin " + entry.path(), urls(entry), new ApiClassLoader());
        this.folder = entry.folder();
    }

    private static URL[] urls(PluginEntry entry) throws MalformedURLException {
        URL[] urls = new URL[entry.jars().size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = entry.jars().get(i).toUri().toURL();
        }
        return urls;
    }

    /** Native libraries lie beside the jar, or where Java looks otherwise. */
    @Override
    protected @Nullable String findLibrary(String name) {
        Path library = folder.resolve(System.mapLibraryName(name));
        return Files.isRegularFile(library) ? library.toAbsolutePath().toString() : null;
    }
}
