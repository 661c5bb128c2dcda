package dev.octavo.simulator.report;

import dev.octavo.simulator.run.Distribution;
import dev.octavo.simulator.run.LogHistogram;
import dev.octavo.simulator.run.Moment;
import dev.octavo.simulator.run.SimulationResult;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Results as JSON, under the names that vLLM's {@code bench serve} uses where it has the figure; times in milliseconds. */
public final class ResultJson {

    private static final int[] PERCENTILES = {50, 90, 95, 99};

    private ResultJson() {}

    /** All runs of a series. */
    public static String of(List<LabelledResult> runs) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        for (LabelledResult run : runs) {
            array.add(object(run));
        }
        return array.toPrettyString();
    }

    private static ObjectNode object(LabelledResult run) {
        SimulationResult result = run.result();
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("label", run.label());
        if (Double.isFinite(run.requestRate())) {
            json.put("request_rate", run.requestRate());
        } else if (Double.isInfinite(run.requestRate())) {
            json.put("request_rate", "inf");
        }
        json.put("duration", result.seconds());
        json.put("completed", result.requests());
        json.put("total_input_tokens", result.promptTokens());
        json.put("total_output_tokens", result.outputTokens());
        json.put("request_throughput", result.requestThroughput());
        json.put("output_throughput", result.outputThroughput());
        json.put("total_token_throughput", (result.promptTokens() + result.outputTokens()) / result.seconds());
        times(json, "ttft", result.ttft());
        times(json, "tpot", result.tpot());
        times(json, "itl", result.gaps());
        times(json, "e2el", result.endToEnd());
        json.put("cached_tokens", result.cachedTokens());
        json.put("computed_tokens", result.computedTokens());
        json.put("steps", result.steps());
        json.put("busy", result.busy());
        json.put("preemptions", result.end().preemptions());
        json.put("prefix_hit_rate", result.end().hitRate());
        timeline(json.putArray("timeline"), result.timeline());
        return json;
    }

    private static void times(ObjectNode json, String name, Distribution figures) {
        json.put("mean_" + name + "_ms", figures.mean() * 1e3);
        for (int percent : PERCENTILES) {
            json.put("p" + percent + "_" + name + "_ms", figures.percentile(percent) * 1e3);
        }
    }

    private static void times(ObjectNode json, String name, LogHistogram figures) {
        json.put("mean_" + name + "_ms", figures.mean() * 1e3);
        for (int percent : PERCENTILES) {
            json.put("p" + percent + "_" + name + "_ms", figures.percentile(percent) * 1e3);
        }
    }

    private static void timeline(ArrayNode array, List<Moment> moments) {
        for (Moment moment : moments) {
            ObjectNode json = array.addObject();
            json.put("seconds", moment.seconds());
            json.put("running", moment.running());
            json.put("waiting", moment.waiting());
            json.put("kv_use", moment.kvUse());
            json.put("preemptions", moment.preemptions());
            json.put("hit_rate", moment.hitRate());
            json.put("output_tokens", moment.outputTokens());
        }
    }
}
