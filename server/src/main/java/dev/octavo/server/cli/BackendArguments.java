package dev.octavo.server.cli;

import dev.octavo.runtime.discovery.BackendSearch;
import dev.octavo.server.config.UserFolders;
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

    @Option(
            names = "--backend-timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description =
                    "How long a backend may take to say what it has, before it is passed over. Default: ${DEFAULT-VALUE}.")
    private double timeout;

    BackendSearch search() {
        List<Path> all = new ArrayList<>();
        UserFolders.backends().ifPresent(all::add);
        all.addAll(directories);
        return new BackendSearch(all, disabled, Seconds.positive("--backend-timeout", timeout));
    }
}
