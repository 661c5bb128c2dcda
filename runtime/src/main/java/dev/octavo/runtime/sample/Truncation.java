package dev.octavo.runtime.sample;

/**
 * Turns logits into weights and drops unlikely tokens: min_p, then top_k (ties with the k-th are kept), then top_p over what is left. Reuses its arrays; not thread-safe.
 */
final class Truncation {

    private final float[] weights;
    private final float[] scratch;
    private final long[] keys;

    Truncation(int vocabulary) {
        weights = new float[vocabulary];
        scratch = new float[vocabulary];
        keys = new long[vocabulary];
    }

    /** Weights by token; 0 for what is dropped. Proportional to probabilities. */
    float[] weights() {
        return weights;
    }

    /**
     * Fills {@link #weights()}.
     *
     * @param logits finite or minus infinity, divided by the temperature
     * @param highest the greatest of them, finite
     */
    void apply(float[] logits, int vocabulary, float highest, SamplingParams params) {
        float leastWeight = params.minP();
        float leastLogit = Float.NEGATIVE_INFINITY;
        if (params.topK() > 0 && params.topK() < vocabulary) {
            leastLogit = Selection.kthLargest(logits, vocabulary, params.topK(), scratch);
        }
        for (int i = 0; i < vocabulary; i++) {
            float weight = FastExp.exp(logits[i] - highest);
            weights[i] = weight < leastWeight || logits[i] < leastLogit ? 0 : weight;
        }
        if (params.topP() < 1) {
            keepNucleus(logits, vocabulary, params.topP());
        }
    }

    private void keepNucleus(float[] logits, int vocabulary, float topP) {
        double total = sum(vocabulary);
        // Tokens this unlikely cannot reach the dropped share even all together.
        double hopeless = (1.0 - topP) * total / vocabulary;
        int candidates = 0;
        for (int i = 0; i < vocabulary; i++) {
            if (weights[i] > hopeless) {
                keys[candidates++] = Selection.key(logits[i], i);
            }
        }
        long least = Selection.nucleus(keys, candidates, weights, topP * total);
        for (int i = 0; i < vocabulary; i++) {
            if (weights[i] > 0 && Selection.key(logits[i], i) < least) {
                weights[i] = 0;
            }
        }
    }

    /** The sum of all weights, always in the same order. */
    double sum(int vocabulary) {
        double total = 0;
        for (int i = 0; i < vocabulary; i++) {
            total += weights[i];
        }
        return total;
    }
}
