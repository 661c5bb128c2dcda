package dev.octavo.server.cli;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.bench.OfflineRun;
import dev.octavo.server.bench.RandomPrompts;
import dev.octavo.server.bench.Summary;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How long one batch takes. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "How long one batch of requests takes, from submitting it to its last token.")
final class BenchLatencyCommand implements Callable<Integer> {

    private static final int[] PERCENTS = {10, 25, 50, 75, 90, 99};

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Option(
            names = "--batch-size",
            defaultValue = "8",
            paramLabel = "N",
            description = "Requests of the batch. Default: ${DEFAULT-VALUE}")
    private int batchSize = 8;

    @Option(
            names = "--num-iters",
            defaultValue = "10",
            paramLabel = "N",
            description = "Measured runs. Default: ${DEFAULT-VALUE}")
    private int iterations = 10;

    @Option(
            names = "--num-iters-warmup",
            defaultValue = "3",
            paramLabel = "N",
            description = "Runs before. Default: ${DEFAULT-VALUE}")
    private int warmups = 3;

    @Mixin
    private final BenchWorkload workload = new BenchWorkload();

    @Override
    public Integer call() throws InterruptedException {
        double[] seconds = new double[iterations];
        try (Llm llm = workload.open()) {
            OfflineRun run = new OfflineRun(llm.engine());
            ProgressBar progress = ProgressBar.counting();
            for (int i = 0; i < warmups + iterations; i++) {
                // Other prompts each time, so that the prefix cache has nothing to offer.
                List<RandomPrompts> prompts = RandomPrompts.make(
                        batchSize,
                        workload.inputTokens,
                        workload.outputTokens,
                        0,
                        0,
                        llm.model().vocabularySize(),
                        i);
                double took = run.seconds(prompts, () -> {});
                if (i >= warmups) {
                    seconds[i - warmups] = took;
                }
                progress.report("measuring", i + 1, warmups + iterations);
            }
        }
        Summary summary = Summary.of(seconds);
        var out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "Avg latency: %.4f seconds%n", summary.mean());
        for (int percent : PERCENTS) {
            out.printf(Locale.ROOT, "%d%% percentile latency: %.4f seconds%n", percent, summary.percentile(percent));
        }
        out.flush();
        workload.json.ifPresent(file -> BenchReport.save(file, json(summary, seconds)));
        return 0;
    }

    private static ObjectNode json(Summary summary, double[] seconds) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("avg_latency", summary.mean());
        ArrayNode all = json.putArray("latencies");
        for (double one : seconds) {
            all.add(one);
        }
        ObjectNode percentiles = json.putObject("percentiles");
        for (int percent : PERCENTS) {
            percentiles.put(Integer.toString(percent), summary.percentile(percent));
        }
        return json;
    }
}
