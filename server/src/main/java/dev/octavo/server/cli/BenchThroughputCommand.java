package dev.octavo.server.cli;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.bench.OfflineRun;
import dev.octavo.server.bench.RandomPrompts;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How much gets done when everything is there from the start. */
@Command(
        name = "throughput",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Requests and tokens per second when all requests are there from the start.")
final class BenchThroughputCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Option(
            names = "--num-prompts",
            defaultValue = "100",
            paramLabel = "N",
            description = "Requests. Default: ${DEFAULT-VALUE}")
    private int count = 100;

    @Option(
            names = {"--random-range-ratio", "--range-ratio"},
            defaultValue = "0",
            paramLabel = "R",
            description = "Lengths vary by this share, 0 to 1. Default: ${DEFAULT-VALUE}")
    private double rangeRatio;

    @Option(
            names = "--prefix-len",
            defaultValue = "0",
            paramLabel = "N",
            description = "Tokens that all prompts begin with.")
    private int prefix;

    @Mixin
    private final BenchWorkload workload = new BenchWorkload();

    @Override
    public Integer call() throws InterruptedException {
        List<RandomPrompts> prompts;
        double seconds;
        try (Llm llm = workload.open()) {
            prompts = RandomPrompts.make(
                    count,
                    workload.inputTokens,
                    workload.outputTokens,
                    rangeRatio,
                    prefix,
                    llm.model().vocabularySize(),
                    0);
            ProgressBar progress = ProgressBar.counting();
            AtomicInteger done = new AtomicInteger();
            seconds = new OfflineRun(llm.engine())
                    .seconds(prompts, () -> progress.report("requests", done.incrementAndGet(), count));
        }
        long input =
                prompts.stream().mapToLong(prompt -> prompt.prompt().length).sum();
        long output = prompts.stream().mapToLong(RandomPrompts::outputTokens).sum();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "Throughput: %.2f requests/s, %.2f total tokens/s, %.2f output tokens/s%nTotal num prompt tokens:  %d%nTotal num output tokens:  %d%n",
                        count / seconds,
                        (input + output) / seconds,
                        output / seconds,
                        input,
                        output);
        spec.commandLine().getOut().flush();
        workload.json.ifPresent(file -> BenchReport.save(file, json(seconds, input + output)));
        return 0;
    }

    private ObjectNode json(double seconds, long tokens) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("elapsed_time", seconds);
        json.put("num_requests", count);
        json.put("total_num_tokens", tokens);
        json.put("requests_per_second", count / seconds);
        json.put("tokens_per_second", tokens / seconds);
        return json;
    }
}
