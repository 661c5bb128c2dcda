package dev.octavo.runtime.discovery;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Where backends are looked for, beside the class path and the module path.
 *
 * @param directories plug-in directories: each jar in one is a backend of its own, and each folder of jars is a backend with its libraries
 * @param disabled ids that are not even probed
 */
public record BackendSearch(List<Path> directories, Set<String> disabled) {

    /** Keeps copies. */
    public BackendSearch {
        directories = List.copyOf(directories);
        disabled = Set.copyOf(disabled);
    }

    /** The class path and the module path only. */
    public static BackendSearch standard() {
        return new BackendSearch(List.of(), Set.of());
    }
}
