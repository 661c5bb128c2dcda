package dev.octavo.runtime.sample;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Log-probabilities of successive tokens, in chunks that are never moved. One thread appends; others may read entries whose number reached them through a volatile write that
 * came after.
 */
public final class LogprobLog {

    private static final int CHUNK_ENTRIES = 16;
    private static final int CHUNK_ALTERNATIVES = 512;

    private final int width;
    private final int @Nullable [] listed;
    private final int perChunk;
    private volatile @Nullable Chunk[] chunks = new Chunk[4];
    private int size;

    /** @param width most likely tokens to keep per entry, at least 0 */
    public LogprobLog(int width) {
        this(width, null);
    }

    private LogprobLog(int width, int @Nullable [] listed) {
        this.width = width;
        this.listed = listed;
        this.perChunk = Math.clamp(CHUNK_ALTERNATIVES / Math.max(width, 1), 1, CHUNK_ENTRIES);
    }

    /** Keeps the numbers of these very tokens, in this order, in place of those of the most likely ones. */
    public static LogprobLog listing(int[] tokens) {
        return new LogprobLog(tokens.length, tokens.clone());
    }

    /** Alternatives per token. */
    public int width() {
        return width;
    }

    /** The tokens of {@link #listing}, or null. */
    int @Nullable [] listed() {
        return listed;
    }

    /** Entries; only for the appending thread. */
    public int size() {
        return size;
    }

    /** Natural logarithm of the probability of the token, or what the {@link LogprobsMode} says. */
    public float logprob(int entry) {
        return chunk(entry).logprobs[entry % perChunk];
    }

    /** 1 for the most likely token. */
    public int rank(int entry) {
        return chunk(entry).ranks[entry % perChunk];
    }

    /** The {@code i}-th alternative: the i-th most likely token, or the i-th of a listing; -1 if the vocabulary has no more. */
    public int topToken(int entry, int i) {
        return listed == null ? chunk(entry).topTokens[entry % perChunk * width + i] : listed[i];
    }

    /** The log-probability of {@link #topToken}. */
    public float topLogprob(int entry, int i) {
        return chunk(entry).topLogprobs[entry % perChunk * width + i];
    }

    private Chunk chunk(int entry) {
        Chunk chunk = chunks[entry / perChunk];
        if (chunk == null) {
            throw new IndexOutOfBoundsException("entry " + entry);
        }
        return chunk;
    }

    void append(float logprob, int rank, int[] topTokens, float[] topLogprobs) {
        int at = size % perChunk;
        Chunk chunk = at == 0 ? addChunk() : chunk(size);
        chunk.logprobs[at] = logprob;
        chunk.ranks[at] = rank;
        if (listed == null) {
            System.arraycopy(topTokens, 0, chunk.topTokens, at * width, width);
        }
        System.arraycopy(topLogprobs, 0, chunk.topLogprobs, at * width, width);
        size++;
    }

    private Chunk addChunk() {
        @Nullable Chunk[] current = chunks;
        int index = size / perChunk;
        if (index == current.length) {
            current = Arrays.copyOf(current, 2 * index);
        }
        int numbers = perChunk * width;
        Chunk added = new Chunk(
                new float[perChunk], new int[perChunk], new int[listed == null ? numbers : 0], new float[numbers]);
        current[index] = added;
        chunks = current;
        return added;
    }

    private record Chunk(float[] logprobs, int[] ranks, int[] topTokens, float[] topLogprobs) {}
}
