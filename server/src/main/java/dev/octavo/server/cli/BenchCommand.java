package dev.octavo.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The benchmarks. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures speed with vLLM's workloads, definitions and field names.",
        footer = {
            "",
            "Examples:",
            "  octavo bench latency --batch-size 1 --input-len 128 --output-len 32",
            "  octavo bench throughput --num-prompts 200 --input-len 256 --output-len 64",
            "  octavo bench serve --num-prompts 100 --request-rate 4",
            "  octavo bench serve --base-url http://127.0.0.1:8000 --max-concurrency 16",
            "  octavo bench latency --model DIR --load-format dummy   needs only DIR/config.json"
        },
        subcommands = {BenchLatencyCommand.class, BenchThroughputCommand.class, BenchServeCommand.class})
final class BenchCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
