package dev.octavo.runtime.sample;

/**
 * Turns logits into weights and drops unlikely tokens: min_p, then top_k (ties with the k-th are kept), then top_p over what is left. Reuses its arrays; not thread-safe.
 */
final class Truncation {

    private final FastExp exponential = new FastExp();
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
        exponential.weights(logits, highest, weights, vocabulary);
        if (params.minP() > 0) {
            dropBelow(weights, params.minP(), vocabulary);
        }
        if (params.topK() > 0 && params.topK() < vocabulary) {
            dropBelow(logits, Selection.kthLargest(logits, vocabulary, params.topK(), scratch), vocabulary);
        }
        if (params.topP() < 1) {
            keepNucleus(logits, vocabulary, params.topP());
        }
    }

    private void dropBelow(float[] values, float least, int vocabulary) {
        for (int i = 0; i < vocabulary; i++) {
            weights[i] = values[i] < least ? 0 : weights[i];
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

    /** The sum of all weights, always in the same order: four interleaved sums, because one would wait for itself. */
    double sum(int vocabulary) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < vocabulary; i += 4) {
            a += weights[i];
            b += weights[i + 1];
            c += weights[i + 2];
            d += weights[i + 3];
        }
        for (; i < vocabulary; i++) {
            a += weights[i];
        }
        return (a + b) + (c + d);
    }
}
