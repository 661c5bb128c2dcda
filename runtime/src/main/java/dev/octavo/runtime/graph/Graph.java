package dev.octavo.runtime.graph;

import dev.octavo.runtime.execute.LayerGroups;
import dev.octavo.spi.op.AttentionMask;
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

    /** Layers of one window share a block table. */
    public LayerGroups layerGroups() {
        int[] windows = new int[kv.layers()];
        for (Node node : nodes) {
            if (node instanceof Node.Attend attend && attend.mask() instanceof AttentionMask.Causal causal) {
                windows[attend.layer()] = causal.window();
            }
        }
        return LayerGroups.of(windows);
    }

    /** Columns of the logits. */
    public int vocabularySize() {
        return logits.columns();
    }
}
