package dev.octavo.server.serving;

import dev.octavo.runtime.metrics.Counter;
import dev.octavo.runtime.metrics.Histogram;
import dev.octavo.runtime.metrics.Labelled;
import dev.octavo.runtime.metrics.MetricRegistry;
import dev.octavo.runtime.metrics.Summary;
import dev.octavo.server.http.HttpObserver;
import java.util.Set;

/**
 * Figures of HTTP requests under the names, labels and buckets of prometheus-fastapi-instrumentator, which vLLM uses. Label values come from routes, known methods and classes of statuses
 * alone, so their number is bounded whatever clients send.
 */
public final class HttpFigures implements HttpObserver {

    private static final Set<String> UNCOUNTED =
            Set.of("/metrics", "/health", "/ready", "/load", "/ping", "/version", "/server_info");
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final double[] FINE = {
        0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 7.5, 10, 30, 60
    };
    private static final double[] COARSE = {0.1, 0.5, 1};

    private final Labelled<Counter> requests;
    private final Labelled<Summary> requestBytes;
    private final Labelled<Summary> responseBytes;
    private final Histogram durations;
    private final Labelled<Histogram> routeDurations;

    /** Registers the figures. */
    public HttpFigures(MetricRegistry registry) {
        requests = registry.labelledCounter(
                "http_requests",
                "Total number of requests by method, status and handler.",
                "method",
                "status",
                "handler");
        requestBytes = registry.labelledSummary(
                "http_request_size_bytes", "Content length of incoming requests by handler.", "handler");
        responseBytes = registry.labelledSummary(
                "http_response_size_bytes", "Content length of outgoing responses by handler.", "handler");
        durations = registry.histogram(
                "http_request_duration_highr_seconds", "Latency with many buckets but no API specific labels.", FINE);
        routeDurations = registry.labelledHistogram(
                "http_request_duration_seconds",
                "Latency with only few buckets by handler.",
                COARSE,
                "method",
                "handler");
    }

    @Override
    public void answered(Answered request) {
        String route = request.route();
        if (UNCOUNTED.contains(route)) {
            return;
        }
        String method = METHODS.contains(request.method()) ? request.method() : "other";
        requests.with(method, request.status() / 100 + "xx", route).increment();
        requestBytes.with(route).observe((double) request.requestBytes());
        responseBytes.with(route).observe((double) request.responseBytes());
        durations.observe(request.seconds());
        routeDurations.with(method, route).observe(request.seconds());
    }
}
