package dev.octavo.conformance.config;

import java.nio.file.Path;
import java.util.Optional;

/** The machine and the settings of the process, as properties of the JVM say them. */
public final class Host {

    private Host() {}

    /** Operating system, architecture, Java and processors in one line, for reports. */
    public static String describe() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", Java "
                + System.getProperty("java.version") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors";
    }

    /** Where files of one process go. */
    public static Path temporaryFiles() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** A setting of a build that runs the suite through JUnit: the property {@code octavo.conformance.NAME}. */
    public static Optional<String> setting(String name) {
        return Optional.ofNullable(System.getProperty("octavo.conformance." + name))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
