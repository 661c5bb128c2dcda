package dev.octavo.runtime.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What lies in a plug-in directory and is loaded as one: a jar, or a folder of jars.
 *
 * @param path the jar or the folder
 * @param jars the jar, or the folder's jars by name
 */
record PluginEntry(Path path, List<Path> jars) {

    PluginEntry {
        jars = List.copyOf(jars);
    }

    /** Where its native libraries may lie. */
    Path folder() {
        Path parent = path.getParent();
        return Files.isDirectory(path) || parent == null ? path : parent;
    }

    /** The entries of a directory by name; files that are no jars, and folders without one, are passed over. */
    static List<PluginEntry> of(Path directory) throws IOException {
        List<PluginEntry> entries = new ArrayList<>();
        for (Path path : list(directory)) {
            List<Path> jars = Files.isDirectory(path)
                    ? list(path).stream().filter(PluginEntry::isJar).toList()
                    : Stream.of(path).filter(PluginEntry::isJar).toList();
            if (!jars.isEmpty()) {
                entries.add(new PluginEntry(path, jars));
            }
        }
        return entries;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    private static boolean isJar(Path path) {
        return path.getFileName().toString().endsWith(".jar") && !Files.isDirectory(path);
    }
}
