package dev.octavo.server.cli;

import dev.octavo.runtime.generate.LlmEngine;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.bench.Workload;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The model of a benchmark. */
final class BenchModel {

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Directory of the model, or a GGUF file. Default: the embedded story model.")
    private Optional<Path> model = Optional.empty();

    @Mixin
    private final ModelArguments arguments = new ModelArguments();

    Llm open() {
        return arguments
                .model(model.orElseGet(EmbeddedModel::directory), OptionalInt.empty())
                .warmUp(Duration.ofSeconds(1))
                .progress(ProgressBar.standard())
                .open();
    }

    long seed() {
        return arguments.seed();
    }

    /** Every ordinary token. */
    static int[] tokens(ServedModel model) {
        int[] ordinary = IntStream.range(0, model.vocabularySize())
                .filter(id -> !model.tokenizer().isSpecial(id))
                .toArray();
        return ordinary.length == 0 ? IntStream.range(0, model.vocabularySize()).toArray() : ordinary;
    }

    /** As many requests as the engine's queue takes. */
    static int queue(Llm llm) {
        return llm.engine() instanceof LlmEngine engine ? engine.config().maxWaiting() : 256;
    }

    /** Refuses what cannot fit before anything runs. */
    static void requireFitting(Workload workload, ServedModel model) {
        if (workload.longest() > model.maxModelLength()) {
            throw new UserException("prompt and output can reach " + workload.longest() + " tokens, but " + model.name()
                    + " takes " + model.maxModelLength() + "; lower the input or output length");
        }
    }
}
