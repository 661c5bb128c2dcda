package dev.octavo.server.serving;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.metrics.MetricRegistry;
import dev.octavo.runtime.metrics.Metrics;
import dev.octavo.server.http.HttpObserver;
import dev.octavo.server.trace.SpanExporter;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The figures that the server adds to those of the engine: HTTP, process, health, traces. */
public final class ServerFigures implements Metrics {

    private final MetricRegistry registry = new MetricRegistry(Map.of());
    private final HttpFigures http = new HttpFigures(registry);

    /** Registers what every server has. */
    public ServerFigures() {
        ProcessFigures.register(registry);
    }

    /** Registers what an engine and its watchdog add. */
    public void engine(Engine engine, Watchdog watchdog) {
        registry.gauge(
                "octavo:engine_healthy",
                "1 while the step loop works, 0 once it has failed or hangs.",
                () -> watchdog.trouble().isEmpty() ? 1 : 0);
        registry.gauge(
                "octavo:engine_step_age_seconds",
                "How long the step that is being run has been running; 0 between two steps.",
                () -> engine.stepTime().toNanos() / 1e9);
    }

    /** Registers what exporting spans adds. */
    public void traces(Optional<SpanExporter> exporter) {
        exporter.ifPresent(spans -> {
            registry.counter("octavo:trace_spans_exported", "Spans that the collector took.", spans::exported);
            registry.counter("octavo:trace_spans_dropped", "Spans dropped because the queue was full.", spans::dropped);
            registry.counter("octavo:trace_spans_failed", "Spans that could not be delivered.", spans::failed);
        });
    }

    /** Whom an HTTP server tells of its requests. */
    public HttpObserver http() {
        return http;
    }

    @Override
    public void writePrometheus(Appendable out) throws IOException {
        registry.writePrometheus(out);
    }
}
