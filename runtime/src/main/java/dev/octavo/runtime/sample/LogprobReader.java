package dev.octavo.runtime.sample;

import dev.octavo.spi.InternalException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Computes log-probabilities, ranks and most likely tokens from a row of logits. Reuses its arrays; not thread-safe. */
final class LogprobReader {

    private final int vocabulary;
    private final float[] logits;
    private final MemorySegment memory;
    private final RowScan scan;
    private final FastExp exponential = new FastExp();
    private final BlockSums sums;
    private final Candidates candidates;
    private final float[] scratch;
    private long[] keys = {};
    private int[] topTokens = {};
    private float[] topLogits = {};

    /** @param vocabulary columns of the logits */
    LogprobReader(int vocabulary) {
        this.vocabulary = vocabulary;
        this.logits = new float[vocabulary];
        this.memory = MemorySegment.ofArray(logits);
        this.scan = new RowScan(vocabulary);
        this.sums = new BlockSums(vocabulary);
        this.candidates = new Candidates(vocabulary);
        this.scratch = new float[vocabulary];
    }

    /** Where the row has to be put. */
    float[] row() {
        return logits;
    }

    /**
     * Appends what the row says of a token.
     *
     * @param normalised whether as logarithms of probabilities, rather than the numbers of the row themselves
     * @throws InternalException if the row holds NaN, plus infinity, or nothing but minus infinity
     */
    void append(int token, boolean normalised, LogprobLog log) {
        float highest = scan.highest(memory, 0);
        if (!Float.isFinite(highest)) {
            throw new InternalException("the model computed logits without a finite greatest one (" + highest
                    + "); check the weights for damage and the backend with the conformance suite");
        }
        double normaliser = normalised ? normaliser(highest) : 0;
        float own = logits[token];
        makeRoom(log.width());
        int[] listed = log.listed();
        int found = listed == null ? mostLikely(log.width()) : listed(listed);
        for (int i = 0; i < log.width(); i++) {
            topLogits[i] = i < found ? (float) (topLogits[i] - normaliser) : Float.NEGATIVE_INFINITY;
        }
        log.append((float) (own - normaliser), 1 + greater(own), topTokens, topLogits);
    }

    private double normaliser(float highest) {
        exponential.weights(logits, 1, highest, scratch, vocabulary);
        return highest + Math.log(BlockSums.weight(sums.total(scratch, vocabulary)));
    }

    private int greater(float own) {
        int greater = 0;
        for (int i = 0; i < vocabulary; i++) {
            greater += logits[i] > own ? 1 : 0;
        }
        return greater;
    }

    private void makeRoom(int width) {
        if (topTokens.length < width) {
            topTokens = new int[width];
            topLogits = new float[width];
        }
    }

    private int listed(int[] tokens) {
        for (int i = 0; i < tokens.length; i++) {
            topLogits[i] = logits[tokens[i]];
        }
        return tokens.length;
    }

    /** Fills the tops, falling; equal logits keep the order of their tokens. */
    private int mostLikely(int width) {
        if (width == 0) {
            return 0;
        }
        candidates.pick(logits, vocabulary, scan, scan.leastOfTop(width));
        float[] values = candidates.logits();
        int count = candidates.count();
        float least = width < count ? Selection.kthLargest(values, count, width, scratch) : Float.NEGATIVE_INFINITY;
        if (keys.length < count) {
            keys = new long[count];
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (values[i] >= least) {
                keys[kept++] = Selection.key(values[i], count - 1 - i);
            }
        }
        Arrays.sort(keys, 0, kept);
        int found = Math.min(width, kept);
        for (int i = 0; i < width; i++) {
            int candidate = i < found ? count - 1 - (int) keys[kept - 1 - i] : -1;
            topTokens[i] = i < found ? candidates.token(candidate) : -1;
            topLogits[i] = i < found ? values[candidate] : Float.NEGATIVE_INFINITY;
        }
        return found;
    }
}
