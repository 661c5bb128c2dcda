package dev.octavo.conformance.session;

import dev.octavo.spi.BackendProvider;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

/** All providers that can be had, and what stood in the way of the others. */
final class ProviderSearch {

    /** A service loader that fails again and again is left at this many failures. */
    private static final int MOST_TROUBLES = 100;

    private final List<BackendProvider> providers = new ArrayList<>();
    private final Set<Class<?>> known = new LinkedHashSet<>();
    private final List<String> troubles = new ArrayList<>();

    ProviderSearch(List<Path> paths) {
        ClassLoader own = ProviderSearch.class.getClassLoader();
        collect(ServiceLoader.load(BackendProvider.class, own), "the class path");
        for (Path path : paths) {
            try {
                for (List<Path> group : groups(path)) {
                    collect(ServiceLoader.load(BackendProvider.class, loader(path, group)), group.toString());
                }
            } catch (IOException e) {
                troubles.add(path + ": " + e);
            }
        }
    }

    List<BackendProvider> providers() {
        return providers;
    }

    /** One line for each provider that could not be made. */
    List<String> troubles() {
        return troubles;
    }

    /** Each jar by itself, each folder of jars together, and a directory of classes as it is. */
    private static List<List<Path>> groups(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            if (!Files.isRegularFile(path)) {
                throw new IOException("there is no such jar or directory");
            }
            return List.of(List.of(path));
        }
        List<List<Path>> groups = new ArrayList<>();
        if (Files.isDirectory(path.resolve("META-INF"))) {
            groups.add(List.of(path));
        }
        for (Path entry : entries(path)) {
            if (isJar(entry)) {
                groups.add(List.of(entry));
            } else if (Files.isDirectory(entry)) {
                List<Path> jars =
                        entries(entry).stream().filter(ProviderSearch::isJar).toList();
                if (!jars.isEmpty()) {
                    groups.add(jars);
                }
            }
        }
        return groups;
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    private static boolean isJar(Path path) {
        return path.toString().endsWith(".jar") && Files.isRegularFile(path);
    }

    private static ClassLoader loader(Path path, List<Path> files) throws MalformedURLException {
        Path first = files.getFirst();
        Path parent = first.toAbsolutePath().getParent();
        return new PluginClassLoader(files, Files.isDirectory(first) || parent == null ? path : parent);
    }

    private void collect(ServiceLoader<BackendProvider> services, String where) {
        Iterator<ServiceLoader.Provider<BackendProvider>> found =
                services.stream().iterator();
        while (troubles.size() < MOST_TROUBLES) {
            try {
                if (!found.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<BackendProvider> next = found.next();
                if (known.add(next.type())) {
                    providers.add(next.get());
                }
            } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
                troubles.add(where + ": " + e);
            }
        }
    }

    /** The jar or directory that a provider came from. */
    static String origin(BackendProvider provider) {
        CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? provider.getClass().getName()
                : source.getLocation().getPath();
    }
}
