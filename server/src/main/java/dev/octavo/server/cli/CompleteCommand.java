package dev.octavo.server.cli;

import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.logging.LogLevel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Continues one text. */
@Command(
        name = "complete",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Continues a text and prints it as it comes.",
        footer = {"", "Example: octavo complete \"Once upon a time\" --max-tokens 80 --temperature 0"})
final class CompleteCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TEXT", description = "The text to continue.")
    private String prompt = "";

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Directory of the model, or a GGUF file. Default: the embedded story model.")
    private Optional<Path> model = Optional.empty();

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Option(names = "--stats", description = "Print times and rates to standard error at the end.")
    private boolean stats;

    @Mixin
    private final LogArguments logging = new LogArguments();

    @Mixin
    private final ModelArguments arguments = new ModelArguments();

    @Override
    public Integer call() throws InterruptedException {
        logging.start(LogLevel.warning);
        PrintWriter out = spec.commandLine().getOut();
        Stopwatch watch = new Stopwatch();
        try (Llm llm = arguments
                .model(model.orElseGet(EmbeddedModel::directory), OptionalInt.of(1))
                .warmUp(Duration.ZERO)
                .progress(ProgressBar.standard())
                .open()) {
            watch.loaded();
            out.print(prompt);
            out.flush();
            int[] ids = llm.model().tokenizer().encode(prompt, true);
            GenerationRequest request =
                    new GenerationRequest("complete", ids, sampling.params(llm.model(), ids.length));
            try (Generation generation = llm.engine().submit(request)) {
                for (Optional<GenerationChunk> chunk = generation.next();
                        chunk.isPresent();
                        chunk = generation.next()) {
                    watch.token();
                    out.print(chunk.get().text());
                    out.flush();
                }
                out.println();
                out.flush();
                if (stats) {
                    PrintWriter err = spec.commandLine().getErr();
                    err.println(watch.summary(generation.usage().completionTokens()));
                    err.flush();
                }
            }
        }
        return 0;
    }
}
