package dev.octavo.server.cli;

import dev.octavo.runtime.discovery.BackendSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Where backends are looked for. */
final class BackendArguments {

    @Option(
            names = "--backend-path",
            paramLabel = "DIR",
            description =
                    "A directory of backend jars (or of folders with a backend and its libraries), beside those in backends/. May be repeated.")
    private List<Path> directories = new ArrayList<>();

    @Option(
            names = "--disable-backend",
            paramLabel = "ID",
            split = ",",
            description = "Backends that are not even asked what they can do.")
    private Set<String> disabled = new LinkedHashSet<>();

    BackendSearch search() {
        return new BackendSearch(directories, disabled);
    }
}
