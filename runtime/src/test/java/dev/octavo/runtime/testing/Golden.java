package dev.octavo.runtime.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A reference case: a prompt, the logits after it and its greedy continuation.
 *
 * @param name of the case
 * @param text prompt as text
 * @param promptIds prompt
 * @param lastLogits logits after the prompt; empty where the file has none
 * @param greedyIds greedy continuation
 * @param greedyLogprobs their log-probabilities
 * @param minTop2Gap smallest distance between the best and the second-best token
 */
public record Golden(
        String name,
        String text,
        int[] promptIds,
        double[] lastLogits,
        int[] greedyIds,
        double[] greedyLogprobs,
        double minTop2Gap) {

    /** All cases of a {@code goldens.json}. */
    public static List<Golden> read(Path file) {
        List<Golden> cases = new ArrayList<>();
        for (JsonNode node : JsonMapper.shared().readTree(file.toFile()).get("cases")) {
            cases.add(new Golden(
                    node.get("name").asString(),
                    node.path("text").asString(""),
                    ints(node.get("prompt_ids")),
                    node.has("last_logits") ? doubles(node.get("last_logits")) : new double[0],
                    ints(node.get("greedy_ids")),
                    doubles(node.path("greedy_logprobs")),
                    node.path("min_top2_gap").asDouble()));
        }
        return cases;
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }
}
