package dev.octavo.runtime.plan;

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
 * @param cache what a layer's cache holds
 */
public record PlanOptions(
        int maxTokens,
        int maxSequences,
        int maxLogitRows,
        int maxModelLength,
        Optional<DType> weightType,
        DType activationType,
        KvLayout cache) {}
