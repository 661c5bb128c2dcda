package dev.octavo.server.cli;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.logging.LogLevel;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lengths of random prompts and the model to run them on, shared by the offline benchmarks. */
final class BenchWorkload {

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Directory of the model. Default: the embedded story model.")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--input-len",
            defaultValue = "32",
            paramLabel = "N",
            description = "Tokens of a prompt. Default: ${DEFAULT-VALUE}")
    int inputTokens = 32;

    @Option(
            names = "--output-len",
            defaultValue = "128",
            paramLabel = "N",
            description = "Tokens to generate. Default: ${DEFAULT-VALUE}")
    int outputTokens = 128;

    @Option(
            names = "--output-json",
            paramLabel = "FILE",
            description = "Write the figures to a file, under vLLM's names.")
    Optional<Path> json = Optional.empty();

    @Mixin
    private final LogArguments logging = new LogArguments();

    @Mixin
    private final ModelArguments arguments = new ModelArguments();

    /** Opens the model, warm. */
    Llm open() {
        logging.start(LogLevel.warning);
        if (inputTokens < 1 || outputTokens < 1) {
            throw new UserException("--input-len and --output-len must be at least 1");
        }
        return arguments
                .model(model.orElseGet(EmbeddedModel::directory), OptionalInt.empty())
                .warmUp(Duration.ofSeconds(2))
                .progress(ProgressBar.standard())
                .open();
    }
}
