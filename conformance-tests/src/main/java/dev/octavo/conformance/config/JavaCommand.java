package dev.octavo.conformance.config;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How this JVM was started, so that another can be started alike.
 *
 * @param java the {@code java} program
 * @param flags what it was given, without what belongs to one process only (agents, archives, logs)
 * @param classPath its class path, empty if there is none
 * @param modulePath its module path, empty if there is none
 */
public record JavaCommand(Path java, List<String> flags, String classPath, String modulePath) {

    private static final List<String> PRIVATE = List.of(
            "-agentlib:",
            "-agentpath:",
            "-javaagent:",
            "-Xrunjdwp",
            "-Xlog",
            "-XX:AOT",
            "-XX:SharedArchiveFile",
            "-XX:ArchiveClassesAtExit",
            "-XX:ErrorFile",
            "-XX:HeapDump",
            "-XX:+HeapDump",
            "-XX:StartFlightRecording",
            "-XX:Flags",
            "-Djdk.module.main",
            "-Djava.class.path",
            "-Doctavo.launched",
            "--module-path",
            "-Dcom.sun.management.jmxremote");

    /** Keeps a copy. */
    public JavaCommand {
        flags = List.copyOf(flags);
    }

    /** That of the running JVM. */
    public static JavaCommand current() {
        String program = System.getProperty("os.name", "").startsWith("Windows") ? "java.exe" : "java";
        List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> PRIVATE.stream().noneMatch(flag::startsWith))
                .toList();
        return new JavaCommand(
                Path.of(System.getProperty("java.home"), "bin", program),
                flags,
                absolute(System.getProperty("java.class.path", "")),
                absolute(System.getProperty("jdk.module.path", "")));
    }

    /** Paths as another working directory would have to name them. */
    private static String absolute(String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
                .distinct()
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElse("");
    }

    /** The words that start another main class of the suite, with further flags, in the same way. */
    public List<String> starting(Class<?> main, List<String> furtherFlags) {
        List<String> words = new ArrayList<>();
        words.add(java.toString());
        words.addAll(flags);
        words.addAll(furtherFlags);
        if (!modulePath.isEmpty()) {
            words.add("--module-path=" + modulePath);
        }
        if (!classPath.isEmpty()) {
            words.add("-cp");
            words.add(classPath);
        }
        Module module = main.getModule();
        if (module.isNamed()) {
            words.add("-m");
            words.add(module.getName() + "/" + main.getName());
        } else {
            words.add(main.getName());
        }
        return words;
    }
}
