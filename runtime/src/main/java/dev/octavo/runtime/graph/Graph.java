package dev.octavo.runtime.graph;

import java.util.List;

/**
 * A model's step.
 *
 * @param values all activations
 * @param nodes what is done, in order
 * @param logits the result, with a row per token whose logits are wanted
 * @param kv what the cache holds
 */
public record Graph(List<Value> values, List<Node> nodes, Value logits, KvShape kv) {

    /** Keeps copies. */
    public Graph {
        values = List.copyOf(values);
        nodes = List.copyOf(nodes);
    }

    /** Columns of the logits. */
    public int vocabularySize() {
        return logits.columns();
    }
}
