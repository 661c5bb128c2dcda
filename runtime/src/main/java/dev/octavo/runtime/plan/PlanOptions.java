package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.Value;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.util.Optional;

/**
 * How a graph is planned.
 *
 * @param maxTokens most tokens of a step
 * @param maxSequences most sequences of a step
 * @param maxLogitRows most rows of logits of a step
 * @param maxModelLength most tokens of a sequence
 * @param weightType type that dense weights are converted to; empty keeps each as it is stored
 * @param activationType type of activations
 * @param roundedInputs whether products may round activations: to 8 bits for quantised weights, to bf16 for bf16 weights
 * @param cache what a layer's cache holds
 */
public record PlanOptions(
        int maxTokens,
        int maxSequences,
        int maxLogitRows,
        int maxModelLength,
        Optional<DType> weightType,
        DType activationType,
        boolean roundedInputs,
        KvLayout cache) {

    /** Products of activations as they are. */
    public PlanOptions(
            int maxTokens,
            int maxSequences,
            int maxLogitRows,
            int maxModelLength,
            Optional<DType> weightType,
            DType activationType,
            KvLayout cache) {
        this(maxTokens, maxSequences, maxLogitRows, maxModelLength, weightType, activationType, false, cache);
    }

    /** Type of a value: that of activations, but F32 for the logits, which are read as such and are not rounded. */
    DType typeOf(Value value, Value logits) {
        return value.equals(logits) ? DType.F32 : activationType;
    }
}
