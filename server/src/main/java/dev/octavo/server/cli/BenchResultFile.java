package dev.octavo.server.cli;

import dev.octavo.server.bench.LoadRun;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Where a load run's figures are written to. */
final class BenchResultFile {

    @Option(names = "--save-result", description = "Write the figures to a JSON file with vLLM's field names.")
    private boolean save;

    @Option(names = "--save-detailed", description = "With --save-result: also what each request gave.")
    private boolean detailed;

    @Option(
            names = "--result-dir",
            defaultValue = ".",
            paramLabel = "DIR",
            description = "Where to. Default: the working directory")
    private Path directory = Path.of(".");

    @Option(
            names = "--result-filename",
            paramLabel = "FILE",
            description = "Its name. Default: made of rate, model and time.")
    private Optional<String> name = Optional.empty();

    boolean wanted() {
        return save;
    }

    void write(ObjectNode node, LoadRun.Result run, String usualName) {
        if (detailed) {
            ServeJson.addDetails(node, run);
        }
        JsonFile.write(directory.resolve(name.orElse(usualName.replace('/', '-'))), node);
    }
}
