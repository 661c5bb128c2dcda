package dev.octavo.server.serving;

import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.GenerationTimes;
import dev.octavo.runtime.generate.GenerationUsage;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.server.http.HttpRequest;
import dev.octavo.server.trace.RequestSpan;
import dev.octavo.server.trace.SpanExporter;
import dev.octavo.server.trace.TraceParent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes spans of generations, with vLLM's attributes. */
final class Spans {

    private final Optional<SpanExporter> exporter;
    private final String model;

    Spans(Optional<SpanExporter> exporter, String model) {
        this.exporter = exporter;
        this.model = model;
    }

    /** Where a generation's span belongs; empty if nobody wants to see it. */
    Optional<TraceParent> parent(Optional<HttpRequest> request) {
        if (exporter.isEmpty()) {
            return Optional.empty();
        }
        return request.flatMap(r -> TraceParent.of(r.header("traceparent"), r.header("tracestate")))
                .or(() -> Optional.of(TraceParent.root(RandomGenerator.getDefault())))
                .filter(TraceParent::sampled);
    }

    /** A generation is over. */
    void ended(
            TraceParent parent,
            GenerationRequest request,
            long arrivalNanos,
            GenerationUsage usage,
            GenerationTimes times,
            List<String> reasons,
            String error) {
        long now = wallNanos();
        Map<String, Object> attributes = new LinkedHashMap<>();
        SamplingParams sampling = request.sampling();
        attributes.put("gen_ai.request.id", request.id());
        attributes.put("gen_ai.response.model", model);
        attributes.put("gen_ai.request.n", sampling.n());
        attributes.put("gen_ai.request.max_tokens", sampling.maxTokens());
        attributes.put("gen_ai.request.temperature", sampling.temperature());
        attributes.put("gen_ai.request.top_p", sampling.topP());
        attributes.put("gen_ai.usage.prompt_tokens", usage.promptTokens());
        attributes.put("gen_ai.usage.completion_tokens", usage.completionTokens());
        attributes.put("gen_ai.usage.num_sequences", sampling.n());
        attributes.put("gen_ai.latency.e2e", (now - arrivalNanos) / 1e9);
        put(attributes, "gen_ai.latency.time_in_queue", times.queued());
        put(attributes, "gen_ai.latency.time_to_first_token", times.firstToken());
        put(attributes, "gen_ai.latency.time_in_model_prefill", times.prefill());
        put(attributes, "gen_ai.latency.time_in_model_decode", times.decode());
        put(attributes, "gen_ai.latency.time_in_model_inference", times.prefill() + times.decode());
        if (!reasons.isEmpty()) {
            attributes.put("gen_ai.response.finish_reasons", List.copyOf(reasons));
        }
        exporter.orElseThrow().offer(RequestSpan.of(parent, arrivalNanos, now, attributes, error));
    }

    private static void put(Map<String, Object> attributes, String name, double seconds) {
        if (seconds >= 0) {
            attributes.put(name, seconds);
        }
    }

    static long wallNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
