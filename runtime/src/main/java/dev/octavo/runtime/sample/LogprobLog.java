package dev.octavo.runtime.sample;

import java.util.Arrays;

/**
 * Log-probabilities of successive tokens in growing arrays. One thread appends; others may read entries whose number reached them through a volatile write that came after.
 */
public final class LogprobLog {

    private final int width;
    private volatile Columns arrays;
    private int size;

    /** @param width alternatives per token, at least 0 */
    public LogprobLog(int width) {
        this.width = width;
        this.arrays = new Columns(new float[16], new int[16], new int[16 * width], new float[16 * width]);
    }

    /** Alternatives per token. */
    public int width() {
        return width;
    }

    /** Entries; only for the appending thread. */
    public int size() {
        return size;
    }

    /** Natural logarithm of the probability of the token. */
    public float logprob(int entry) {
        return arrays.logprobs[entry];
    }

    /** 1 for the most likely token. */
    public int rank(int entry) {
        return arrays.ranks[entry];
    }

    /** The {@code i}-th most likely token; -1 if the vocabulary has no more. */
    public int topToken(int entry, int i) {
        return arrays.topTokens[entry * width + i];
    }

    /** The log-probability of {@link #topToken}. */
    public float topLogprob(int entry, int i) {
        return arrays.topLogprobs[entry * width + i];
    }

    void append(float logprob, int rank, int[] topTokens, float[] topLogprobs) {
        Columns current = arrays;
        if (size == current.logprobs.length) {
            current = current.doubled(width);
            arrays = current;
        }
        current.logprobs[size] = logprob;
        current.ranks[size] = rank;
        System.arraycopy(topTokens, 0, current.topTokens, size * width, width);
        System.arraycopy(topLogprobs, 0, current.topLogprobs, size * width, width);
        size++;
    }

    private record Columns(float[] logprobs, int[] ranks, int[] topTokens, float[] topLogprobs) {
        Columns doubled(int width) {
            int entries = logprobs.length * 2;
            return new Columns(
                    Arrays.copyOf(logprobs, entries),
                    Arrays.copyOf(ranks, entries),
                    Arrays.copyOf(topTokens, entries * width),
                    Arrays.copyOf(topLogprobs, entries * width));
        }
    }
}
