package dev.octavo.server.cli;

import dev.octavo.server.bench.Arrivals;
import dev.octavo.spi.UserException;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** How many requests a load run sends, and when. */
final class BenchTraffic {

    @Option(names = "--num-prompts", defaultValue = "1000", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int prompts;

    @Option(
            names = "--request-rate",
            defaultValue = "inf",
            paramLabel = "RATE",
            description = "Requests per second, with random gaps; inf sends all at once. Default: ${DEFAULT-VALUE}")
    private String rate = "inf";

    @Option(
            names = "--burstiness",
            defaultValue = "1",
            paramLabel = "X",
            description = "1 is a Poisson process, less is burstier, more is more even. Default: ${DEFAULT-VALUE}")
    private double burstiness;

    @Option(
            names = "--max-concurrency",
            paramLabel = "N",
            description = "Most requests under way at once. Default: no limit")
    private Optional<Integer> maxConcurrency = Optional.empty();

    @Option(
            names = "--num-warmups",
            defaultValue = "0",
            paramLabel = "N",
            description = "Requests before the run that are not counted. Default: ${DEFAULT-VALUE}")
    private int warmUps;

    void check() {
        CountChecks.require("--num-prompts", prompts, 1);
        CountChecks.require("--num-warmups", warmUps, 0);
        maxConcurrency.ifPresent(most -> CountChecks.require("--max-concurrency", most, 1));
        arrivals();
    }

    int prompts() {
        return prompts;
    }

    int warmUps() {
        return warmUps;
    }

    /** As given. */
    String rate() {
        return rate;
    }

    double burstiness() {
        return burstiness;
    }

    OptionalInt maxConcurrency() {
        return maxConcurrency.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    Arrivals arrivals() {
        try {
            double perSecond = rate.equalsIgnoreCase("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(rate);
            return new Arrivals(perSecond, burstiness);
        } catch (NumberFormatException e) {
            throw new UserException("--request-rate takes a number or inf, but got '" + rate + "'", e);
        }
    }
}
