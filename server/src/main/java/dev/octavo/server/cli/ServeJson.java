package dev.octavo.server.cli;

import dev.octavo.server.bench.Latency;
import dev.octavo.server.bench.LoadRun;
import dev.octavo.server.bench.Outcome;
import dev.octavo.server.bench.Series;
import dev.octavo.server.bench.ServeReport;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A load run's figures for programs, under vLLM's names. */
final class ServeJson {

    private ServeJson() {}

    static ObjectNode of(ServeReport report, List<Latency> latencies, List<Double> percentiles) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("duration", report.seconds());
        node.put("completed", report.completed());
        node.put("failed", report.failed());
        node.put("total_input_tokens", report.inputTokens());
        node.put("total_output_tokens", report.outputTokens());
        node.put("request_throughput", report.requestThroughput());
        if (report.goodput().isPresent()) {
            node.put("request_goodput", report.goodput().getAsDouble());
        } else {
            node.putNull("request_goodput");
        }
        node.put("output_throughput", report.outputThroughput());
        node.put("total_token_throughput", report.totalThroughput());
        node.put("max_output_tokens_per_s", report.peakOutputRate());
        node.put("max_concurrent_requests", report.peakConcurrency());
        for (Latency latency : latencies) {
            Series series = report.latencies().get(latency);
            if (series == null) {
                continue;
            }
            String name = latency.word() + "_ms";
            node.put("mean_" + name, series.mean());
            node.put("median_" + name, series.median());
            node.put("std_" + name, series.std());
            for (double percent : percentiles) {
                node.put("p" + BenchFigures.word(percent) + "_" + name, series.percentile(percent));
            }
        }
        return node;
    }

    /** Adds what each request gave. */
    static void addDetails(ObjectNode node, LoadRun.Result run) {
        ArrayNode inputs = node.putArray("input_lens");
        ArrayNode outputs = node.putArray("output_lens");
        ArrayNode firsts = node.putArray("ttfts");
        ArrayNode gaps = node.putArray("itls");
        ArrayNode texts = node.putArray("generated_texts");
        ArrayNode errors = node.putArray("errors");
        for (Outcome outcome : run.outcomes()) {
            inputs.add(outcome.inputTokens());
            outputs.add(outcome.outputTokens());
            firsts.add(outcome.timeToFirstToken());
            ArrayNode own = gaps.addArray();
            outcome.interTokenLatencies().forEach(own::add);
            texts.add(outcome.text());
            errors.add(outcome.error().orElse(""));
        }
    }
}
