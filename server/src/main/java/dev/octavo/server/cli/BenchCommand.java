package dev.octavo.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The benchmarks. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures latency, throughput or serving, with vLLM's options and report fields.",
        footer = {
            "",
            "  octavo bench latency --input-len 32 --output-len 128 --batch-size 8",
            "  octavo bench throughput --num-prompts 100 --input-len 128 --output-len 64",
            "  octavo bench serve --port 8000 --num-prompts 100 --request-rate 4",
            "",
            "Any directory with a config.json will do: --model DIR --load-format dummy makes random weights."
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
