package dev.octavo.runtime.discovery;

import dev.octavo.spi.BackendProvider;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Finds providers. Those of the process itself come from {@link ServiceLoader}; each jar or folder of a plug-in directory has a class loader of its own, whose
 * parent knows the SPI and nothing else of Octavo, so that plug-ins share no class by accident. Runs nothing of a provider.
 */
final class ProviderLoader {

    private static final String DAMAGED = "replace it by a whole jar, or take it away";
    private static final int MOST_FAILURES = 1000;

    private final List<ProviderSource> sources = new ArrayList<>();

    /** Jars and folders that were looked at, so that one that is found in two ways is one. */
    private final Set<Path> seen = new HashSet<>();

    static List<ProviderSource> load(BackendSearch search) {
        ProviderLoader loader = new ProviderLoader();
        loader.collectOwn();
        search.directories().forEach(loader::collectDirectory);
        return loader.sources;
    }

    private void collectOwn() {
        boolean modular = BackendProvider.class.getModule().isNamed();
        ServiceLoader<BackendProvider> services = modular
                ? ServiceLoader.load(ModuleLayer.boot(), BackendProvider.class)
                : ServiceLoader.load(BackendProvider.class);
        Iterator<ServiceLoader.Provider<BackendProvider>> found =
                services.stream().iterator();
        while (sources.size() < MOST_FAILURES) {
            try {
                if (!found.hasNext()) {
                    return;
                }
                add(found.next());
            } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
                fail("a provider", "class path", Diagnosis.thrown("loading its class", e));
            }
        }
    }

    private void add(ServiceLoader.Provider<BackendProvider> provider) {
        Class<?> type = provider.type();
        String origin = origin(type);
        try {
            seen.add(Path.of(origin).toRealPath());
        } catch (IOException | RuntimeException e) {
            // No file, as in a linked image: then it is found in one way only.
        }
        sources.add(new ProviderSource.Found(type.getName(), origin, type.getClassLoader(), provider::get));
    }

    private void collectDirectory(Path directory) {
        try {
            for (PluginEntry entry : PluginEntry.of(directory)) {
                if (seen.add(entry.path().toRealPath())) {
                    collectEntry(entry);
                }
            }
        } catch (IOException | RuntimeException e) {
            fail(
                    directory.toString(),
                    directory.toString(),
                    new Diagnosis(
                            "the directory of backends cannot be read: " + e,
                            "correct --backend-path, or make the directory readable",
                            Optional.of(e)));
        }
    }

    private void collectEntry(PluginEntry entry) throws IOException {
        String name = entry.path().getFileName().toString();
        String origin = entry.path().toString();
        int before = sources.size();
        // Stays open for the life of the process: the backend's classes are loaded from it on demand.
        @SuppressWarnings("resource")
        PluginClassLoader classes = new PluginClassLoader(entry);
        for (Path jar : entry.jars()) {
            try {
                for (String type : ServiceNames.of(jar)) {
                    sources.add(new ProviderSource.Found(type, jar.toString(), classes, () -> make(classes, type)));
                }
            } catch (IOException e) {
                fail(
                        name,
                        jar.toString(),
                        new Diagnosis("the jar cannot be read: " + e.getMessage(), DAMAGED, Optional.of(e)));
            }
        }
        if (sources.size() == before) {
            String what = entry.jars().size() == 1 ? "it names no backend" : "none of its jars names a backend";
            String remedy = "a backend's jar has META-INF/services/" + BackendProvider.class.getName()
                    + "; its libraries go into one folder with it";
            fail(name, origin, new Diagnosis(what, remedy));
        }
    }

    private static BackendProvider make(ClassLoader classes, String name) throws Exception {
        Class<?> type = Class.forName(name, true, classes);
        if (!BackendProvider.class.isAssignableFrom(type)) {
            throw new IllegalStateException(
                    name + " is named as a provider, but is no " + BackendProvider.class.getName());
        }
        Constructor<?> constructor = type.getConstructor();
        try {
            return (BackendProvider) constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void fail(String name, String origin, Diagnosis reason) {
        sources.add(new ProviderSource.Failed(name, origin, reason));
    }

    /** Where a class came from, as a path where it is a file. */
    static String origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return type.getName();
        }
        try {
            return Path.of(source.getLocation().toURI()).toString();
        } catch (Exception e) { // A location that is no file is shown as it is.
            return source.getLocation().toString();
        }
    }
}
