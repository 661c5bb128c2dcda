package dev.octavo.runtime.sample;

import dev.octavo.spi.InternalException;
import dev.octavo.spi.UserException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Chooses the next token from a row of logits, in vLLM's order: allowed tokens, bad words, min_tokens, logit bias, penalties, then the most likely token or temperature, min_p,
 * top_k, top_p and a weighted draw. A choice depends on the row, the request and the position alone. Reuses its arrays; not thread-safe.
 */
public final class Sampler {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    private final int vocabulary;
    private final float[] logits;
    private final RowScan scan;
    private final Truncation truncation;

    /** @param vocabulary columns of the logits */
    public Sampler(int vocabulary) {
        this.vocabulary = vocabulary;
        this.logits = new float[vocabulary];
        this.scan = new RowScan(vocabulary);
        this.truncation = new Truncation(vocabulary);
    }

    /**
     * The next token.
     *
     * @param rows f32 logits, only read
     * @param row which row
     * @param sampling of the output; not told of the token
     * @param tokens prompt and output
     * @param outputStart where the output starts
     * @param length tokens known
     * @throws InternalException if the model computed NaN, plus infinity, or nothing but minus infinity
     * @throws UserException if the parameters leave no token
     */
    public int sample(
            MemorySegment rows, long row, SequenceSampling sampling, int[] tokens, int outputStart, int length) {
        float rawHighest = scan.highest(rows, row * vocabulary * Float.BYTES);
        check(rawHighest);
        if (sampling.plainGreedy()) {
            return scan.first(rawHighest);
        }
        MemorySegment.copy(rows, FLOAT, row * vocabulary * Float.BYTES, logits, 0, vocabulary);
        sampling.adjust(logits, vocabulary, tokens, outputStart, length);
        float highest = highest();
        if (highest == Float.NEGATIVE_INFINITY) {
            throw new UserException(
                    "no token can be chosen: allowed_token_ids, bad_words, min_tokens and logit_bias exclude all; relax them");
        }
        return sampling.params().isGreedy() ? first(highest) : draw(highest, sampling, length - outputStart);
    }

    private float highest() {
        float highest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < vocabulary; i++) {
            if (logits[i] > highest) {
                highest = logits[i];
            }
        }
        return highest;
    }

    private static void check(float highest) {
        if (!Float.isFinite(highest)) {
            throw new InternalException("the model computed "
                    + (Float.isNaN(highest) ? "NaN" : highest > 0 ? "infinite" : "no finite")
                    + " logits; check the weights for damage and the backend with the conformance suite");
        }
    }

    private int first(float value) {
        int token = 0;
        while (logits[token] != value) {
            token++;
        }
        return token;
    }

    private int draw(float highest, SequenceSampling sampling, int position) {
        weigh(highest, sampling.params());
        double target = sampling.uniform(position) * truncation.sum(vocabulary);
        float[] weights = truncation.weights();
        double passed = 0;
        int last = 0;
        for (int i = 0; i < vocabulary; i++) {
            if (weights[i] > 0) {
                last = i;
                passed += weights[i];
                if (passed > target) {
                    return i;
                }
            }
        }
        return last;
    }

    private void weigh(float highest, SamplingParams params) {
        float temperature = params.temperature();
        if (temperature != 1) {
            for (int i = 0; i < vocabulary; i++) {
                logits[i] /= temperature;
            }
        }
        truncation.apply(logits, vocabulary, highest / temperature, params);
    }

    /** For tests: the logits after penalties, of one row. */
    float[] adjusted(float[] row, SequenceSampling sampling, int[] tokens, int outputStart, int length) {
        System.arraycopy(row, 0, logits, 0, vocabulary);
        sampling.adjust(logits, vocabulary, tokens, outputStart, length);
        return logits.clone();
    }

    /** For tests: the probabilities that {@link #adjusted} leads to. */
    double[] probabilities(SamplingParams params) {
        double[] result = new double[vocabulary];
        if (params.isGreedy()) {
            result[first(highest())] = 1;
            return result;
        }
        weigh(highest(), params);
        double total = truncation.sum(vocabulary);
        for (int i = 0; i < vocabulary; i++) {
            result[i] = truncation.weights()[i] / total;
        }
        return result;
    }
}
