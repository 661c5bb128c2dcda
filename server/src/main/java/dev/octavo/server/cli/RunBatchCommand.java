package dev.octavo.server.cli;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.batch.BatchRun;
import dev.octavo.server.logging.LogLevel;
import dev.octavo.server.openai.LocalApi;
import dev.octavo.server.openai.ServerConfig;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Answers the requests of an OpenAI batch file without a network. */
@Command(
        name = "run-batch",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Answers the requests of an OpenAI batch file, a line each.",
        footer = {
            "",
            "A line of the input: {\"custom_id\": \"a\", \"method\": \"POST\", \"url\": \"/v1/chat/completions\", \"body\": {...}}",
            "Example: octavo run-batch -i requests.jsonl -o answers.jsonl --model /models/Qwen3-0.6B"
        })
final class RunBatchCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MODEL_DIR",
            description = "Directory of the model, or a GGUF file. Default: the embedded story model.")
    private Optional<Path> model = Optional.empty();

    @Option(names = "--model", paramLabel = "DIR", description = "The same as MODEL_DIR.")
    private Optional<Path> modelOption = Optional.empty();

    @Option(
            names = {"-i", "--input-file"},
            required = true,
            paramLabel = "FILE",
            description = "The batch file to read.")
    private Path input = Path.of("");

    @Option(
            names = {"-o", "--output-file"},
            required = true,
            paramLabel = "FILE",
            description = "Where the answers go, in the order of the requests. Replaced if it is there.")
    private Path output = Path.of("");

    @Option(
            names = "--served-model-name",
            paramLabel = "NAME",
            split = ",",
            description = "Names that requests may use. Default: the directory's or the file's name.")
    private List<String> servedNames = new ArrayList<>();

    @Option(
            names = "--max-concurrency",
            defaultValue = "512",
            paramLabel = "N",
            description = "Most requests that are under way at once. Default: ${DEFAULT-VALUE}")
    private int concurrency = 512;

    @Option(
            names = "--max-line-bytes",
            defaultValue = "16MiB",
            paramLabel = "SIZE",
            description = "Longest line that is read. Default: ${DEFAULT-VALUE}")
    private ByteSize maxLine = ByteSize.parse("16MiB");

    @Option(
            names = "--enable-prompt-tokens-details",
            description = "Say in usage how many tokens came from the prefix cache.")
    private boolean promptTokensDetails;

    @Mixin
    private final ApiArguments api = new ApiArguments();

    @Mixin
    private final LogArguments logging = new LogArguments();

    @Mixin
    private final ModelArguments arguments = new ModelArguments();

    @Override
    public Integer call() throws InterruptedException {
        logging.start(LogLevel.warning);
        check();
        Path directory = model.or(() -> modelOption).orElseGet(EmbeddedModel::directory);
        long total = lines();
        try (Llm llm = arguments
                        .model(directory, OptionalInt.empty())
                        .servedNames(servedNames)
                        .warmUp(Duration.ZERO)
                        .progress(ProgressBar.standard())
                        .open();
                LocalApi local = LocalApi.of(config(), llm.engine());
                InputStream in = Files.newInputStream(input);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(output))) {
            ProgressBar bar = ProgressBar.counting();
            BatchRun run =
                    new BatchRun(local, concurrency, (int) maxLine.bytes(), (done, failed) -> bar(bar, done, total));
            report(run.run(in, out), bar.seconds());
        } catch (IOException e) {
            throw new ResourceException(
                    "the batch cannot be run from " + input + " to " + output + ": " + e.getMessage(), e);
        }
        return 0;
    }

    private ServerConfig config() {
        return api.applyTo(ServerConfig.builder())
                .promptTokensDetails(promptTokensDetails)
                .version(Version.octavo())
                .build();
    }

    private void check() {
        if (concurrency < 1 || maxLine.bytes() < 1024 || maxLine.bytes() > 1 << 30) {
            throw new UserException("--max-concurrency must be at least 1 and --max-line-bytes from 1KiB to 1GiB");
        }
        if (!Files.isReadable(input)) {
            throw new UserException("there is no readable file " + input + "; name one with --input-file");
        }
        if (Files.exists(output) && isSameFile()) {
            throw new UserException("the output would overwrite the input " + input + "; name another --output-file");
        }
    }

    private boolean isSameFile() {
        try {
            return Files.isSameFile(input, output);
        } catch (IOException e) {
            throw new ResourceException(output + " cannot be looked at: " + e.getMessage(), e);
        }
    }

    private long lines() {
        try (InputStream in = Files.newInputStream(input)) {
            return BatchRun.count(in);
        } catch (IOException e) {
            throw new ResourceException("the batch file " + input + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void bar(ProgressBar bar, long done, long total) {
        synchronized (bar) {
            bar.report("answering", done, Math.max(done, total));
        }
    }

    private void report(BatchRun.Outcome outcome, double seconds) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
                Locale.ROOT,
                "%d requests answered, %d of them with an error, in %.1f s%n",
                outcome.lines(),
                outcome.failed(),
                seconds);
        err.flush();
    }
}
