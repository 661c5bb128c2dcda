package dev.octavo.runtime.discovery;

import dev.octavo.spi.BackendProvider;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Instantiates providers. Whatever a foreign jar throws is kept as a value beside the jar's name, and never stops the others. */
final class ProviderLoader {

    /** A provider, or what stood in its way. */
    sealed interface Outcome {
        String origin();

        record Loaded(BackendProvider provider, String origin) implements Outcome {}

        record Failed(String name, String origin, Throwable cause) implements Outcome {}
    }

    private final List<Outcome> outcomes = new ArrayList<>();

    static List<Outcome> load(BackendSearch search) {
        ProviderLoader loader = new ProviderLoader();
        ModuleLayer boot = ModuleLayer.boot();
        boolean modular = BackendProvider.class.getModule().isNamed();
        loader.collect(
                modular ? ServiceLoader.load(boot, BackendProvider.class) : ServiceLoader.load(BackendProvider.class),
                null);
        for (Path directory : search.directories()) {
            loader.collectDirectory(directory, modular);
        }
        return loader.outcomes;
    }

    private void collectDirectory(Path directory, boolean modular) {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.sorted().toList()) {
                if (Files.isDirectory(entry)) {
                    try (Stream<Path> jars = Files.list(entry)) {
                        collectJars(
                                entry,
                                jars.filter(ProviderLoader::isJar).sorted().toList(),
                                modular);
                    }
                } else if (isJar(entry)) {
                    collectJars(entry, List.of(entry), modular);
                }
            }
        } catch (IOException e) {
            outcomes.add(new Outcome.Failed(directory.toString(), directory.toString(), e));
        }
    }

    private static boolean isJar(Path path) {
        return path.getFileName().toString().endsWith(".jar");
    }

    private void collectJars(Path entry, List<Path> jars, boolean modular) {
        try {
            if (modular) {
                collectLayer(jars);
            } else {
                List<URL> urls = new ArrayList<>();
                for (Path jar : jars) {
                    urls.add(url(jar));
                }
                // Stays open for the life of the process: the backend's classes are loaded from it on demand.
                @SuppressWarnings("resource")
                URLClassLoader classes =
                        new URLClassLoader(urls.toArray(URL[]::new), BackendProvider.class.getClassLoader());
                collect(
                        ServiceLoader.load(BackendProvider.class, classes),
                        type -> classes.equals(type.getClassLoader()));
            }
        } catch (RuntimeException | LinkageError | IOException e) {
            outcomes.add(new Outcome.Failed(entry.getFileName().toString(), entry.toString(), e));
        }
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    private void collectLayer(List<Path> jars) {
        ModuleFinder finder = ModuleFinder.of(jars.toArray(Path[]::new));
        Set<String> names = finder.findAll().stream()
                .map(module -> module.descriptor().name())
                .collect(Collectors.toSet());
        ModuleLayer parent = BackendProvider.class.getModule().getLayer();
        var configuration = parent.configuration().resolve(finder, ModuleFinder.of(), names);
        ModuleLayer layer = ModuleLayer.defineModulesWithOneLoader(
                        configuration, List.of(parent), BackendProvider.class.getClassLoader())
                .layer();
        collect(
                ServiceLoader.load(layer, BackendProvider.class),
                type -> layer.equals(type.getModule().getLayer()));
    }

    /** A service loader also finds what its parents have; {@code own} keeps those of one jar. */
    private void collect(
            ServiceLoader<BackendProvider> services,
            java.util.function.@org.jspecify.annotations.Nullable Predicate<Class<?>> own) {
        Iterator<ServiceLoader.Provider<BackendProvider>> found =
                services.stream().iterator();
        while (true) {
            try {
                if (!found.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<BackendProvider> next = found.next();
                if (own == null || own.test(next.type())) {
                    instantiate(next);
                }
            } catch (RuntimeException | LinkageError | java.util.ServiceConfigurationError e) {
                outcomes.add(new Outcome.Failed("a provider whose class could not be loaded", "unknown", e));
                if (outcomes.size() > 1000) {
                    return;
                }
            }
        }
    }

    private void instantiate(ServiceLoader.Provider<BackendProvider> provider) {
        String origin = origin(provider.type());
        try {
            outcomes.add(new Outcome.Loaded(provider.get(), origin));
        } catch (RuntimeException | LinkageError | java.util.ServiceConfigurationError e) {
            outcomes.add(new Outcome.Failed(provider.type().getName(), origin, e));
        }
    }

    /** A provider that was not looked for. */
    static Outcome given(BackendProvider provider) {
        return new Outcome.Loaded(provider, origin(provider.getClass()));
    }

    private static String origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? type.getName()
                : source.getLocation().getPath();
    }
}
