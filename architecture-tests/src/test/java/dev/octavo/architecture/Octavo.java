package dev.octavo.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project as the rules see it: its classes and its files. */
final class Octavo {

    private static final List<String> MODULES = List.of(
            "api",
            "runtime",
            "backend-cpu-avx512",
            "gpu-kernels",
            "backend-opencl",
            "backend-cuda",
            "backend-rocm",
            "conformance-tests",
            "server",
            "client-tests",
            "backend-template",
            "examples/backend-scalar",
            "architecture-tests");

    /** Imported once: it takes seconds. */
    static final JavaClasses CLASSES = classes();

    private Octavo() {}

    private static JavaClasses classes() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.octavo", "com.example");
        if (classes.size() < 100) {
            throw new IllegalStateException("only " + classes.size() + " classes found; the rules would judge nothing");
        }
        return classes;
    }

    static Path repository() {
        return Path.of(System.getProperty("octavo.repository")).toAbsolutePath();
    }

    /** Java sources of all modules, main and test. */
    static List<Path> sources() {
        return MODULES.stream()
                .flatMap(module -> files(repository().resolve(module).resolve("src")).stream())
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    /** Java sources of a module's main part. */
    static List<Path> mainSources(String module) {
        List<Path> found = files(repository().resolve(module).resolve("src/main/java"));
        if (found.isEmpty()) {
            throw new IllegalStateException("no sources in " + module);
        }
        return found;
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
