package dev.octavo.server.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a serving benchmark found.
 *
 * @param traces all requests
 * @param seconds from the first sent to the last ended
 */
public record ServingFigures(List<RequestTrace> traces, double seconds) {

    /** Keeps a copy. */
    public ServingFigures {
        traces = List.copyOf(traces);
    }

    /** Requests that were answered. */
    public List<RequestTrace> completed() {
        return traces.stream().filter(trace -> trace.error().isEmpty()).toList();
    }

    /** Time to first token, in ms. */
    public Summary timeToFirstToken() {
        return summary(RequestTrace::timeToFirstToken);
    }

    /** Time per output token behind the first, in ms. */
    public Summary timePerOutputToken() {
        return Summary.of(completed().stream()
                .filter(trace -> trace.outputTokens() > 1)
                .mapToDouble(RequestTrace::timePerOutputToken)
                .toArray());
    }

    /** Gaps between chunks, in ms. */
    public Summary interTokenLatency() {
        List<Double> gaps = new ArrayList<>();
        for (RequestTrace trace : completed()) {
            for (int i = 1; i < trace.chunks().length; i++) {
                gaps.add((trace.chunks()[i] - trace.chunks()[i - 1]) / 1e6);
            }
        }
        return Summary.of(gaps.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** From sending to the end, in ms. */
    public Summary endToEnd() {
        return summary(RequestTrace::endToEnd);
    }

    private Summary summary(ToDoubleFunction<RequestTrace> figure) {
        return Summary.of(completed().stream().mapToDouble(figure).toArray());
    }

    /** Prompt tokens of answered requests. */
    public long inputTokens() {
        return completed().stream().mapToLong(RequestTrace::inputTokens).sum();
    }

    /** Output tokens of answered requests. */
    public long outputTokens() {
        return completed().stream().mapToLong(RequestTrace::outputTokens).sum();
    }

    /** Most requests under way at once. */
    public int peakConcurrency() {
        List<long[]> events = new ArrayList<>();
        for (RequestTrace trace : traces) {
            events.add(new long[] {trace.sent(), 1});
            events.add(new long[] {trace.ended(), -1});
        }
        events.sort((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
        int now = 0;
        int peak = 0;
        for (long[] event : events) {
            now += (int) event[1];
            peak = Math.max(peak, now);
        }
        return peak;
    }

    /** Under vLLM's field names. */
    public ObjectNode json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("duration", seconds);
        json.put("completed", completed().size());
        json.put("failed", traces.size() - completed().size());
        json.put("total_input_tokens", inputTokens());
        json.put("total_output_tokens", outputTokens());
        json.put("request_throughput", completed().size() / seconds);
        json.put("output_throughput", outputTokens() / seconds);
        json.put("total_token_throughput", (inputTokens() + outputTokens()) / seconds);
        json.put("max_concurrent_requests", peakConcurrency());
        put(json, "ttft", timeToFirstToken());
        put(json, "tpot", timePerOutputToken());
        put(json, "itl", interTokenLatency());
        put(json, "e2el", endToEnd());
        return json;
    }

    private static void put(ObjectNode json, String name, Summary summary) {
        json.put("mean_" + name + "_ms", summary.mean());
        json.put("median_" + name + "_ms", summary.median());
        json.put("std_" + name + "_ms", summary.deviation());
        for (int percent : new int[] {90, 95, 99}) {
            json.put("p" + percent + "_" + name + "_ms", summary.percentile(percent));
        }
    }
}
