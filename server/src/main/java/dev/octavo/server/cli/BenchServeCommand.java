package dev.octavo.server.cli;

import dev.octavo.server.bench.Arrivals;
import dev.octavo.server.bench.LoadGenerator;
import dev.octavo.server.bench.RandomPrompts;
import dev.octavo.server.bench.ServingFigures;
import dev.octavo.server.config.Environment;
import dev.octavo.spi.UserException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A running server under load. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Puts a running OpenAI-compatible server under load and reports latencies and throughput.",
        footer = {"", "Start a server first, for example: octavo serve --disable-access-log"})
final class BenchServeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Option(names = "--base-url", paramLabel = "URL", description = "The server. Default: http://HOST:PORT")
    private Optional<String> baseUrl = Optional.empty();

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Default: ${DEFAULT-VALUE}")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8000", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int port = 8000;

    @Option(names = "--endpoint", defaultValue = "/v1/completions", description = "Default: ${DEFAULT-VALUE}")
    private String endpoint = "/v1/completions";

    @Option(
            names = "--model",
            defaultValue = "stories",
            paramLabel = "NAME",
            description = "Name of the served model. Default: ${DEFAULT-VALUE}")
    private String model = "stories";

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "A key of the server. Otherwise from OCTAVO_API_KEY.")
    private Optional<String> apiKey = Optional.empty();

    @Option(
            names = "--num-prompts",
            defaultValue = "100",
            paramLabel = "N",
            description = "Requests. Default: ${DEFAULT-VALUE}")
    private int count = 100;

    @Option(
            names = "--random-input-len",
            defaultValue = "64",
            paramLabel = "N",
            description = "Tokens of a prompt. Default: ${DEFAULT-VALUE}")
    private int inputTokens = 64;

    @Option(
            names = "--random-output-len",
            defaultValue = "64",
            paramLabel = "N",
            description = "Tokens to generate. Default: ${DEFAULT-VALUE}")
    private int outputTokens = 64;

    @Option(
            names = "--random-range-ratio",
            defaultValue = "0",
            paramLabel = "R",
            description = "Lengths vary by this share, 0 to 1.")
    private double rangeRatio;

    @Option(
            names = "--random-prefix-len",
            defaultValue = "0",
            paramLabel = "N",
            description = "Tokens that all prompts begin with.")
    private int prefix;

    @Option(
            names = "--vocab-size",
            defaultValue = "3000",
            paramLabel = "N",
            description = "Token ids are below this. Default: ${DEFAULT-VALUE}")
    private int vocabulary = 3000;

    @Option(
            names = "--request-rate",
            defaultValue = "inf",
            paramLabel = "RPS",
            description = "Requests per second; inf sends all at once.")
    private String rate = "inf";

    @Option(
            names = "--burstiness",
            defaultValue = "1",
            paramLabel = "B",
            description = "1 is a Poisson process, less is burstier.")
    private double burstiness = 1;

    @Option(
            names = "--max-concurrency",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Most requests under way. Default: ${DEFAULT-VALUE}")
    private int maxConcurrency = 1000;

    @Option(
            names = "--num-warmups",
            defaultValue = "2",
            paramLabel = "N",
            description = "Requests before. Default: ${DEFAULT-VALUE}")
    private int warmups = 2;

    @Option(
            names = "--ignore-eos",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Generate the full length. On by default.")
    private boolean ignoreEos = true;

    @Option(names = "--seed", defaultValue = "0", paramLabel = "N", description = "Of prompts and arrivals.")
    private long seed;

    @Option(
            names = {"--result-filename", "--output-json"},
            paramLabel = "FILE",
            description = "Write the figures to a file, under vLLM's names.")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        URI target = URI.create(baseUrl.orElse("http://" + host + ":" + port) + endpoint);
        Optional<String> key = apiKey.or(() -> Environment.apiKeys().stream().findFirst());
        LoadGenerator generator = new LoadGenerator(target, model, key, ignoreEos);
        if (warmups > 0) {
            requireAnswers(generator.run(prompts(warmups, seed + 1), new double[warmups], 1, done -> {}), target);
        }
        ProgressBar progress = ProgressBar.counting();
        double[] times = Arrivals.seconds(count, rate(), burstiness, new SplittableRandom(seed));
        ServingFigures figures = generator.run(
                prompts(count, seed), times, maxConcurrency, done -> progress.report("requests", done, count));
        print(figures);
        json.ifPresent(file -> BenchReport.save(file, figures.json()));
        return figures.completed().isEmpty() ? ErrorPrinter.FAILURE : 0;
    }

    private List<RandomPrompts> prompts(int number, long from) {
        return RandomPrompts.make(number, inputTokens, outputTokens, rangeRatio, prefix, vocabulary, from);
    }

    private double rate() {
        try {
            double number = rate.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(rate);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the message below.
        }
        throw new UserException("--request-rate must be a number above 0, or inf, but is " + rate);
    }

    private static void requireAnswers(ServingFigures figures, URI target) {
        figures.traces().stream()
                .flatMap(trace -> trace.error().stream())
                .findFirst()
                .ifPresent(error -> {
                    throw new UserException(target + " does not answer as it should: " + error
                            + "; is a server running there, and is --model the name that /v1/models lists?");
                });
    }

    private void print(ServingFigures figures) {
        BenchReport report = new BenchReport(spec.commandLine().getOut());
        report.title(" Serving Benchmark Result ");
        report.count("Successful requests:", figures.completed().size());
        report.count(
                "Failed requests:",
                figures.traces().size() - figures.completed().size());
        report.figure("Benchmark duration (s):", figures.seconds());
        report.count("Total input tokens:", figures.inputTokens());
        report.count("Total generated tokens:", figures.outputTokens());
        report.figure("Request throughput (req/s):", figures.completed().size() / figures.seconds());
        report.figure("Output token throughput (tok/s):", figures.outputTokens() / figures.seconds());
        report.count("Peak concurrent requests:", figures.peakConcurrency());
        report.figure(
                "Total token throughput (tok/s):",
                (figures.inputTokens() + figures.outputTokens()) / figures.seconds());
        report.latencies("Time to First Token", "TTFT", figures.timeToFirstToken());
        report.latencies("Time per Output Token (excl. 1st token)", "TPOT", figures.timePerOutputToken());
        report.latencies("Inter-token Latency", "ITL", figures.interTokenLatency());
        report.latencies("End-to-end Latency", "E2EL", figures.endToEnd());
        report.end();
        figures.traces().stream()
                .flatMap(trace -> trace.error().stream())
                .distinct()
                .limit(3)
                .forEach(error -> spec.commandLine().getErr().println("failed: " + error));
    }
}
