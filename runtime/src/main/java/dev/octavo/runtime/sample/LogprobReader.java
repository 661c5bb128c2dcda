package dev.octavo.runtime.sample;

import dev.octavo.spi.InternalException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Computes log-probabilities from raw logits, sums in f64. Reuses its arrays; not thread-safe. */
public final class LogprobReader {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    private final int vocabulary;
    private final float[] logits;
    private final int[] topTokens;
    private final float[] topLogits;

    /**
     * @param vocabulary columns of the logits
     * @param maxWidth most alternatives per token
     */
    public LogprobReader(int vocabulary, int maxWidth) {
        this.vocabulary = vocabulary;
        this.logits = new float[vocabulary];
        this.topTokens = new int[maxWidth];
        this.topLogits = new float[maxWidth];
    }

    /**
     * Appends what a row of raw logits says of a token.
     *
     * @throws InternalException if the model computed NaN, plus infinity, or nothing but minus infinity
     */
    public void append(MemorySegment rows, long row, int token, LogprobLog log) {
        MemorySegment.copy(rows, FLOAT, row * vocabulary * Float.BYTES, logits, 0, vocabulary);
        float highest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < vocabulary; i++) {
            highest = Math.max(highest, logits[i]);
        }
        if (!Float.isFinite(highest)) {
            throw new InternalException("the model computed logits without a finite greatest one (" + highest
                    + "); check the weights for damage and the backend with the conformance suite");
        }
        float own = logits[token];
        double sum = 0;
        int greater = 0;
        for (int i = 0; i < vocabulary; i++) {
            sum += Math.exp((double) logits[i] - highest);
            greater += logits[i] > own ? 1 : 0;
        }
        double normaliser = highest + Math.log(sum);
        int found = selectTop(log.width());
        for (int i = 0; i < log.width(); i++) {
            topLogits[i] = i < found ? (float) (topLogits[i] - normaliser) : Float.NEGATIVE_INFINITY;
        }
        log.append((float) (own - normaliser), greater + 1, topTokens, topLogits);
    }

    /** Fills the tops by insertion; equal logits keep the order of their tokens. */
    private int selectTop(int width) {
        int found = 0;
        for (int token = 0; token < vocabulary && width > 0; token++) {
            float logit = logits[token];
            if (found == width && logit <= topLogits[width - 1]) {
                continue;
            }
            int at = found < width ? found++ : width - 1;
            for (; at > 0 && topLogits[at - 1] < logit; at--) {
                topLogits[at] = topLogits[at - 1];
                topTokens[at] = topTokens[at - 1];
            }
            topLogits[at] = logit;
            topTokens[at] = token;
        }
        for (int i = found; i < width; i++) {
            topTokens[i] = -1;
        }
        return found;
    }
}
