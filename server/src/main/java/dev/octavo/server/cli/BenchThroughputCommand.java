package dev.octavo.server.cli;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.bench.BenchPrompt;
import dev.octavo.server.bench.OfflineBench;
import dev.octavo.server.bench.Workload;
import dev.octavo.server.logging.LogLevel;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** How much an engine does when everything is there at once. */
@Command(
        name = "throughput",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Hands all requests to the engine at once, without HTTP, and reports how many it does in a second.")
final class BenchThroughputCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Option(names = "--num-prompts", defaultValue = "1000", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int prompts;

    @Option(
            names = {"--input-len", "--random-input-len"},
            paramLabel = "N",
            description = "Tokens of a prompt. Default: 1024, or what the model has room for.")
    private Optional<Integer> inputLength = Optional.empty();

    @Option(
            names = {"--output-len", "--random-output-len"},
            defaultValue = "128",
            paramLabel = "N",
            description = "Tokens of an output. Default: ${DEFAULT-VALUE}")
    private int outputLength;

    @Option(
            names = {"--range-ratio", "--random-range-ratio"},
            defaultValue = "0",
            paramLabel = "R",
            description = "Draw lengths from length*(1-R) to length*(1+R). Default: ${DEFAULT-VALUE}")
    private double rangeRatio;

    @Option(names = "--output-json", paramLabel = "FILE", description = "Write the figures to a file too.")
    private Optional<Path> json = Optional.empty();

    @Mixin
    private final LogArguments logging = new LogArguments();

    @Mixin
    private final BenchModel model = new BenchModel();

    @Override
    public Integer call() throws InterruptedException {
        logging.start(LogLevel.warning);
        CountChecks.require("--num-prompts", prompts, 1);
        try (Llm llm = model.open()) {
            int room = (int) (llm.model().maxModelLength() / (1 + rangeRatio)) - outputLength - 1;
            int input = inputLength.orElse(Math.clamp(room, 1, 1024));
            Workload workload = new Workload.RandomTokens(0, input, outputLength, rangeRatio);
            BenchModel.requireFitting(workload, llm.model());
            List<BenchPrompt> all = workload.prompts(prompts, BenchModel.tokens(llm.model()), model.seed());
            OfflineBench bench = new OfflineBench(llm.engine(), BenchModel.queue(llm));
            report(bench.run(all, CountProgress.standard("requests", prompts)));
        }
        return 0;
    }

    private void report(OfflineBench.Result result) {
        PrintWriter out = spec.commandLine().getOut();
        long tokens = result.inputTokens() + result.outputTokens();
        out.printf(
                Locale.ROOT,
                "Throughput: %.2f requests/s, %.2f total tokens/s, %.2f output tokens/s%n",
                result.requests() / result.seconds(),
                tokens / result.seconds(),
                result.outputTokens() / result.seconds());
        out.printf("Total num prompt tokens:  %d%n", result.inputTokens());
        out.printf("Total num output tokens:  %d%n", result.outputTokens());
        out.flush();
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("elapsed_time", result.seconds());
        node.put("num_requests", result.requests());
        node.put("total_num_tokens", tokens);
        node.put("total_num_output_tokens", result.outputTokens());
        node.put("requests_per_second", result.requests() / result.seconds());
        node.put("tokens_per_second", tokens / result.seconds());
        node.put("output_tokens_per_second", result.outputTokens() / result.seconds());
        json.ifPresent(file -> JsonFile.write(file, node));
    }
}
