package dev.octavo.server.cli;

import dev.octavo.server.config.Environment;
import dev.octavo.server.serving.ServingOptions;
import dev.octavo.server.trace.TraceOptions;
import dev.octavo.spi.UserException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** What a server tells about requests and itself. */
final class WatchArguments {

    @Option(
            names = "--otlp-traces-endpoint",
            paramLabel = "URL",
            description =
                    "Send an OpenTelemetry span per request to this collector (OTLP over HTTP, protobuf), such as http://localhost:4318.")
    private Optional<URI> traces = Optional.empty();

    @Option(
            names = {"--disable-access-log", "--disable-uvicorn-access-log"},
            description = "Write no line per request.")
    private boolean noAccessLog;

    @Option(
            names = "--enable-log-requests",
            description = "Write each request's parameters to the log; at --log-level debug its prompt too.")
    private boolean logRequests;

    @Option(names = "--enable-log-outputs", description = "Write the text of each answer to the log.")
    private boolean logOutputs;

    @Option(
            names = "--max-log-len",
            paramLabel = "N",
            description = "Most characters of a prompt or an answer in the log. Default: all.")
    private Optional<Integer> maxLogLength = Optional.empty();

    @Option(names = "--disable-log-stats", description = "Write no figures to the log.")
    private boolean noStats;

    @Option(
            names = "--log-stats-interval",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "How often figures are written to the log. Default: ${DEFAULT-VALUE}")
    private double statsInterval = 10;

    @Option(
            names = "--step-timeout",
            defaultValue = "300",
            paramLabel = "SECONDS",
            description =
                    "A step that takes longer counts as hung: /health turns 503, and a thread dump is logged. Default: ${DEFAULT-VALUE}")
    private double stepTimeout = 300;

    boolean accessLog() {
        return !noAccessLog;
    }

    ServingOptions options(Optional<Double> requestTimeout) {
        ServingOptions options = ServingOptions.defaults()
                .withStepTimeout(Seconds.positive("--step-timeout", stepTimeout))
                .withLogs(
                        logRequests,
                        logOutputs,
                        maxLogLength.map(OptionalInt::of).orElse(OptionalInt.empty()))
                .withStatsInterval(noStats ? Duration.ZERO : Seconds.positive("--log-stats-interval", statsInterval));
        if (requestTimeout.isPresent()) {
            options = options.withRequestTimeout(Seconds.positive("--request-timeout", requestTimeout.get()));
        }
        return traces.isPresent() ? options.withTraces(traces(traces.get())) : options;
    }

    private static TraceOptions traces(URI endpoint) {
        boolean http = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        if (!http || endpoint.getHost() == null) {
            throw new UserException(
                    "--otlp-traces-endpoint must be an http or https URL, such as http://localhost:4318, but is "
                            + endpoint + "; OTLP over gRPC is not spoken");
        }
        return TraceOptions.of(endpoint, Environment.otelServiceName())
                .with(Environment.otelHeaders(), Environment.otelResource());
    }
}
