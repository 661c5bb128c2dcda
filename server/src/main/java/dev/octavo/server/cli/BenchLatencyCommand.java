package dev.octavo.server.cli;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.bench.OfflineBench;
import dev.octavo.server.bench.Series;
import dev.octavo.server.bench.Workload;
import dev.octavo.server.logging.LogLevel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The time that one batch takes from its prompts to its last token. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs one batch at a time, all requests of equal length, and reports how long a batch takes."
                + " Prompts are new in every iteration, so the prefix cache has no part in it.")
final class BenchLatencyCommand implements Callable<Integer> {

    private static final int[] PERCENTS = {10, 25, 50, 75, 90, 99};

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Option(names = "--input-len", defaultValue = "32", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int inputLength;

    @Option(names = "--output-len", defaultValue = "128", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int outputLength;

    @Option(names = "--batch-size", defaultValue = "8", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int batchSize;

    @Option(
            names = "--num-iters-warmup",
            defaultValue = "10",
            paramLabel = "N",
            description = "Iterations that are not counted. Default: ${DEFAULT-VALUE}")
    private int warmUps;

    @Option(
            names = "--num-iters",
            defaultValue = "30",
            paramLabel = "N",
            description = "Iterations that are. Default: ${DEFAULT-VALUE}")
    private int iterations;

    @Option(names = "--output-json", paramLabel = "FILE", description = "Write the figures to a file too.")
    private Optional<Path> json = Optional.empty();

    @Mixin
    private final LogArguments logging = new LogArguments();

    @Mixin
    private final BenchModel model = new BenchModel();

    @Override
    public Integer call() throws InterruptedException {
        logging.start(LogLevel.warning);
        CountChecks.require("--batch-size", batchSize, 1);
        CountChecks.require("--num-iters", iterations, 1);
        CountChecks.require("--num-iters-warmup", warmUps, 0);
        Workload workload = new Workload.RandomTokens(0, inputLength, outputLength, 0);
        try (Llm llm = model.open()) {
            BenchModel.requireFitting(workload, llm.model());
            OfflineBench bench = new OfflineBench(llm.engine(), batchSize);
            int[] tokens = BenchModel.tokens(llm.model());
            CountProgress progress = CountProgress.standard("batches", warmUps + iterations);
            List<Double> seconds = new ArrayList<>();
            for (int i = 0; i < warmUps + iterations; i++) {
                double time = bench.run(workload.prompts(batchSize, tokens, model.seed() + i), done -> {})
                        .seconds();
                if (i >= warmUps) {
                    seconds.add(time);
                }
                progress.accept(i + 1);
            }
            report(seconds);
        }
        return 0;
    }

    private void report(List<Double> seconds) {
        PrintWriter out = spec.commandLine().getOut();
        Series series = Series.of(seconds);
        ObjectNode result = JsonMapper.shared().createObjectNode();
        out.printf(Locale.ROOT, "Avg latency: %.6f seconds%n", series.mean());
        result.put("avg_latency", series.mean());
        var all = result.putArray("latencies");
        seconds.forEach(all::add);
        ObjectNode percentiles = result.putObject("percentiles");
        for (int percent : PERCENTS) {
            out.printf(Locale.ROOT, "%d%% percentile latency: %.6f seconds%n", percent, series.percentile(percent));
            percentiles.put(Integer.toString(percent), series.percentile(percent));
        }
        out.printf(
                Locale.ROOT,
                "(%d iterations of %d requests, %d input and %d output tokens each)%n",
                seconds.size(),
                batchSize,
                inputLength,
                outputLength);
        out.flush();
        json.ifPresent(file -> JsonFile.write(file, result));
    }
}
