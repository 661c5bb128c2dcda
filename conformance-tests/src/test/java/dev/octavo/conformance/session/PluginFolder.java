package dev.octavo.conformance.session;

import dev.octavo.conformance.reference.ReferenceProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory of classes that provides backends, complete in itself, since it sees nothing of the suite. */
public final class PluginFolder {

    private PluginFolder() {}

    /** Names providers of this module's tests, and lays their packages and the reference backend beside them. */
    public static void write(Path folder, Class<?>... providers) {
        try {
            Path services = Files.createDirectories(folder.resolve("META-INF/services"));
            Files.writeString(
                    services.resolve("dev.octavo.spi.BackendProvider"),
                    Arrays.stream(providers).map(Class::getName).collect(Collectors.joining("\n")));
            for (Class<?> provider : providers) {
                copy(folder, provider, provider.getPackageName());
            }
            for (String name : new String[] {"reference", "oracle"}) {
                copy(folder, ReferenceProvider.class, "dev.octavo.conformance." + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a package from where a class comes from. */
    private static void copy(Path folder, Class<?> type, String packageName) throws IOException {
        String path = packageName.replace('.', '/');
        Path target = folder.resolve(path);
        if (Files.exists(target)) {
            return;
        }
        Files.createDirectories(target);
        for (Path file : classes(type, path)) {
            Files.copy(file, target.resolve(file.getFileName()));
        }
    }

    private static List<Path> classes(Class<?> type, String path) throws IOException {
        try {
            Path origin = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.list(origin.resolve(path))) {
                return files.filter(Files::isRegularFile).toList();
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
