package dev.octavo.server.serving;

import dev.octavo.server.trace.TraceOptions;
import dev.octavo.spi.UserException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How requests and the engine are watched over.
 *
 * @param requestTimeout the most time of a request; empty for no bound
 * @param stepTimeout a step that takes longer counts as hung
 * @param logRequests whether each request writes a line, and at level debug another one with its prompt
 * @param logOutputs whether each answer is written to the log
 * @param maxLogLength most characters of a prompt or answer in the log; empty for all
 * @param statsInterval how often figures are written to the log; zero for never
 * @param traces where spans go; empty for nowhere
 */
public record ServingOptions(
        Optional<Duration> requestTimeout,
        Duration stepTimeout,
        boolean logRequests,
        boolean logOutputs,
        OptionalInt maxLogLength,
        Duration statsInterval,
        Optional<TraceOptions> traces) {

    /** Checks the times. */
    public ServingOptions {
        if (stepTimeout.toMillis() < 1
                || requestTimeout.filter(time -> time.toMillis() < 1).isPresent()) {
            throw new UserException("--step-timeout and --request-timeout must be above 0");
        }
        if (maxLogLength.isPresent() && maxLogLength.getAsInt() < 0) {
            throw new UserException("--max-log-len must be at least 0, but is " + maxLogLength.getAsInt());
        }
    }

    /** No bound on requests, five minutes for a step, nothing logged and traced. */
    public static ServingOptions defaults() {
        return new ServingOptions(
                Optional.empty(),
                Duration.ofMinutes(5),
                false,
                false,
                OptionalInt.empty(),
                Duration.ZERO,
                Optional.empty());
    }

    /** The same with another {@link #requestTimeout()}. */
    public ServingOptions withRequestTimeout(Duration time) {
        return new ServingOptions(
                Optional.of(time), stepTimeout, logRequests, logOutputs, maxLogLength, statsInterval, traces);
    }

    /** The same with another {@link #stepTimeout()}. */
    public ServingOptions withStepTimeout(Duration time) {
        return new ServingOptions(requestTimeout, time, logRequests, logOutputs, maxLogLength, statsInterval, traces);
    }

    /** The same with requests and answers in the log. */
    public ServingOptions withLogs(boolean requests, boolean outputs, OptionalInt maxLength) {
        return new ServingOptions(requestTimeout, stepTimeout, requests, outputs, maxLength, statsInterval, traces);
    }

    /** The same with another {@link #statsInterval()}. */
    public ServingOptions withStatsInterval(Duration interval) {
        return new ServingOptions(requestTimeout, stepTimeout, logRequests, logOutputs, maxLogLength, interval, traces);
    }

    /** The same with spans that go somewhere. */
    public ServingOptions withTraces(TraceOptions options) {
        return new ServingOptions(
                requestTimeout,
                stepTimeout,
                logRequests,
                logOutputs,
                maxLogLength,
                statsInterval,
                Optional.of(options));
    }
}
