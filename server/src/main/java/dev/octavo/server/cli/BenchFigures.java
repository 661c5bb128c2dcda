package dev.octavo.server.cli;

import dev.octavo.server.bench.Goodput;
import dev.octavo.server.bench.Latency;
import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Which figures a load run reports. */
final class BenchFigures {

    @Option(
            names = "--percentile-metrics",
            split = ",",
            defaultValue = "ttft,tpot,itl",
            paramLabel = "NAME",
            description = "Of ttft, tpot, itl, e2el. Default: ${DEFAULT-VALUE}")
    private List<String> metrics = new ArrayList<>();

    @Option(
            names = "--metric-percentiles",
            split = ",",
            defaultValue = "99",
            paramLabel = "P",
            description = "Percentiles to report. Default: ${DEFAULT-VALUE}")
    private List<Double> percentiles = new ArrayList<>();

    @Option(
            names = "--goodput",
            arity = "1..3",
            paramLabel = "LIMIT",
            description = "Report how many requests keep limits in milliseconds, such as ttft:500 tpot:50 e2el:2000.")
    private List<String> limits = new ArrayList<>();

    List<Latency> latencies() {
        return metrics.stream()
                .map(word -> {
                    try {
                        return Latency.valueOf(word.strip().toUpperCase(Locale.ROOT));
                    } catch (IllegalArgumentException e) {
                        throw new UserException(
                                "--percentile-metrics knows ttft, tpot, itl and e2el, but not '" + word + "'", e);
                    }
                })
                .toList();
    }

    List<Double> percentiles() {
        for (double percent : percentiles) {
            if (!(percent >= 0 && percent <= 100)) {
                throw new UserException("--metric-percentiles must be from 0 to 100, but got " + percent);
            }
        }
        return List.copyOf(percentiles);
    }

    Goodput goodput() {
        return Goodput.parse(limits);
    }

    /** {@code 99} for 99.0 and {@code 99.9} for 99.9, as in the result's field names. */
    static String word(double percent) {
        return percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent);
    }
}
