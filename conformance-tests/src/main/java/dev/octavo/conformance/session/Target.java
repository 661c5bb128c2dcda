package dev.octavo.conformance.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Which backend is meant, and where it is looked for.
 *
 * @param backend the provider's id
 * @param device the device's number within the provider
 * @param paths jars, directories of jars or directories of classes, beside the class path and the module path
 * @param options settings for the backend
 */
public record Target(String backend, int device, List<Path> paths, Map<String, String> options) {

    /** Keeps copies. */
    public Target {
        paths = List.copyOf(paths);
        options = Map.copyOf(options);
    }

    /** How {@code --device} of the server names it. */
    public String address() {
        return backend + ":" + device;
    }
}
