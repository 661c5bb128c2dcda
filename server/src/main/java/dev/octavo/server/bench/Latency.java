package dev.octavo.server.bench;

import java.util.List;

/**
 * A kind of latency that a load run reports.
 */
public enum Latency {
    /** Time to first token. */
    TTFT("Time to First Token"),
    /** Time per output token behind the first one. */
    TPOT("Time per Output Token (excl. 1st token)"),
    /** Gap between two pieces of an answer. */
    ITL("Inter-token Latency"),
    /** From sending to the end of the answer. */
    E2EL("End-to-end Latency");

    private final String title;

    Latency(String title) {
        this.title = title;
    }

    /** Heading in a report. */
    public String title() {
        return title;
    }

    /** As in {@code --percentile-metrics} and in the names of the result's fields. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** All values of successful requests, in milliseconds. */
    Series milliseconds(List<Outcome> successes) {
        return Series.of(successes.stream()
                .flatMap(outcome -> switch (this) {
                    case TTFT -> java.util.stream.Stream.of(outcome.timeToFirstToken());
                    case TPOT ->
                        outcome.outputTokens() > 1
                                ? java.util.stream.Stream.of(outcome.timePerOutputToken())
                                : java.util.stream.Stream.<Double>empty();
                    case ITL -> outcome.interTokenLatencies().stream();
                    case E2EL -> java.util.stream.Stream.of(outcome.latency());
                })
                .map(seconds -> seconds * 1000)
                .toList());
    }
}
