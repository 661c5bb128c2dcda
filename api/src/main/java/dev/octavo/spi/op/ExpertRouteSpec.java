package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * Chooses experts for each token from router logits, and sorts the tokens by expert for a grouped matrix product.
 *
 * <p>Inputs: logits {@code [tokens, experts]}; with {@code correctionBias} also f32 {@code [experts]}, added to scores for choosing only.
 * Outputs: I32 {@code [tokens, topK]} chosen experts (falling score, lower index first among equals); f32 {@code [tokens, topK]} their weights, from scores without the bias;
 * I32 {@code [experts + 1]} offsets and I32 {@code [tokens * topK]} rows {@code token * topK + choice} sorted by expert, stable.
 *
 * @param experts number of experts
 * @param topK experts per token
 * @param scoring how logits become scores
 * @param renormalize whether the weights of a token are divided by their sum
 * @param scale factor of the weights
 * @param groups groups of experts, 1 for none
 * @param topGroups groups that may be chosen from, by the sum of their two best scores with the bias added (by their best score without a correction bias); lower groups first among equals
 * @param correctionBias whether there is a bias for choosing
 * @param input type of the logits
 */
public record ExpertRouteSpec(
        int experts,
        int topK,
        Scoring scoring,
        boolean renormalize,
        float scale,
        int groups,
        int topGroups,
        boolean correctionBias,
        DType input)
        implements TensorOpSpec {

    /** How logits become scores. */
    public enum Scoring {
        /** Softmax over all experts. */
        SOFTMAX,
        /** Sigmoid of each. */
        SIGMOID,
        /** Softmax over the chosen ones only. */
        SOFTMAX_OF_CHOSEN
    }
}
