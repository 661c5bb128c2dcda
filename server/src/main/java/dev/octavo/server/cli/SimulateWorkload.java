package dev.octavo.server.cli;

import dev.octavo.simulator.workload.ArrivalProcess;
import dev.octavo.simulator.workload.LengthRange;
import dev.octavo.simulator.workload.TraceFile;
import dev.octavo.simulator.workload.TraceRequest;
import dev.octavo.simulator.workload.Workload;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is replayed: random requests under vLLM's options, or a trace file. */
final class SimulateWorkload {

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = {
                "Replay a file with a JSON object a line: arrival_s, prompt_tokens, output_tokens, and where wanted",
                "prefix_group, prefix_tokens, priority. The options of random requests then mean nothing."
            })
    private Optional<Path> trace = Optional.empty();

    @Option(
            names = "--num-prompts",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Requests. Default: ${DEFAULT-VALUE}")
    private int requests = 1000;

    @Option(
            names = "--request-rate",
            split = ",",
            defaultValue = "inf",
            paramLabel = "R",
            description = "Requests a second, or inf for all at once. Several with commas between them give a curve.")
    private List<String> rates = List.of("inf");

    @Option(
            names = "--burstiness",
            defaultValue = "1",
            paramLabel = "B",
            description = "1 is a Poisson process, less is burstier. Default: ${DEFAULT-VALUE}")
    private double burstiness = 1;

    @Option(
            names = "--random-input-len",
            defaultValue = "1024",
            paramLabel = "N",
            description = "New tokens of a prompt. Default: ${DEFAULT-VALUE}")
    private int input = 1024;

    @Option(
            names = "--random-output-len",
            defaultValue = "128",
            paramLabel = "N",
            description = "Tokens to generate. Default: ${DEFAULT-VALUE}")
    private int output = 128;

    @Option(
            names = "--random-range-ratio",
            defaultValue = "0",
            paramLabel = "R",
            description = "Lengths vary by this share, 0 to 1.")
    private double ratio;

    @Option(
            names = "--random-prefix-len",
            defaultValue = "0",
            paramLabel = "N",
            description = "Tokens that the prompts of a group begin with.")
    private int prefix;

    @Option(
            names = "--num-prefixes",
            defaultValue = "1",
            paramLabel = "N",
            description = "Groups that share a prefix each. Default: ${DEFAULT-VALUE}")
    private int groups = 1;

    @Option(
            names = "--num-turns",
            defaultValue = "1",
            paramLabel = "N",
            description = "Turns of a conversation; each repeats those before. Default: ${DEFAULT-VALUE}")
    private int turns = 1;

    @Option(
            names = "--think-time",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "Mean time between turns. Default: ${DEFAULT-VALUE}")
    private double think = 10;

    @Option(names = "--seed", defaultValue = "0", paramLabel = "N", description = "Equal seeds give equal traces.")
    private long seed;

    /** Rates to run one after the other; NaN alone for a trace file. */
    double[] rates() {
        return trace.isPresent()
                ? new double[] {Double.NaN}
                : rates.stream().mapToDouble(SimulateWorkload::rate).toArray();
    }

    private static double rate(String text) {
        if (text.strip().equals("inf")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double rate = Double.parseDouble(text.strip());
            if (rate > 0) {
                return rate;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw new UserException("--request-rate must be positive numbers or inf, but is " + text);
    }

    List<TraceRequest> requests(double rate) {
        if (trace.isPresent()) {
            return TraceFile.read(trace.get());
        }
        try {
            return new Workload(
                            requests,
                            new ArrivalProcess(rate, burstiness),
                            new LengthRange(input, ratio),
                            new LengthRange(output, ratio),
                            groups,
                            prefix,
                            turns,
                            think)
                    .trace(seed);
        } catch (IllegalArgumentException wrong) {
            throw new UserException("the workload cannot be made: " + wrong.getMessage(), wrong);
        }
    }
}
