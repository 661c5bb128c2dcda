package dev.octavo.runtime.llm;

import dev.octavo.runtime.execute.KvGroups;
import dev.octavo.spi.ResourceException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How many KV blocks there are, and how long a sequence may be with them.
 *
 * @param maxModelLength most tokens of a sequence
 * @param blocks KV blocks, the null block included
 */
record CacheSizing(int maxModelLength, int blocks) {

    /** Without a wish, the cache takes at most this share of the free memory ... */
    private static final double FREE_SHARE = 0.5;

    /** ... and not more than this, unless a single sequence needs it. */
    private static final long DEFAULT_LIMIT = 4L << 30;

    /**
     * @param tokenBytes KV bytes of a token over the layers of the cache
     * @param groups groups of layers, whose blocks a sequence needs
     * @param ahead most tokens that are planned before what left a window is given back
     * @param freeBytes memory that is free for the cache, negative where unknown
     * @param wanted the user's memory for the cache
     * @param statedLength what the model is made for
     * @param wantedLength the user's length
     * @throws ResourceException if not even one sequence of the user's length fits; the message has both figures
     */
    static CacheSizing of(
            long tokenBytes,
            int blockSize,
            int maxSequences,
            long freeBytes,
            OptionalLong wanted,
            int statedLength,
            OptionalInt wantedLength,
            KvGroups groups,
            int ahead) {
        int length = wantedLength.orElse(statedLength);
        long blockBytes = Math.multiplyExact(tokenBytes, (long) blockSize);
        long perSequence = groups.peak(length, blockSize, ahead);
        long affordable =
                wanted.orElseGet(() -> (long) ((freeBytes < 0 ? DEFAULT_LIMIT : freeBytes) * FREE_SHARE)) / blockBytes;
        long useful = Math.min(perSequence * maxSequences, Integer.MAX_VALUE - 8L);
        if (affordable < perSequence) {
            int longest = groups.longest(affordable, blockSize, ahead) / blockSize * blockSize;
            if (wantedLength.isPresent() || longest < 1) {
                throw new ResourceException("one sequence of " + length + " tokens needs " + perSequence * blockBytes
                        + " bytes of KV cache, but only " + affordable * blockBytes
                        + " are there; raise --kv-cache-memory or lower --max-model-len to " + longest);
            }
            return new CacheSizing(longest, (int) affordable + 1);
        }
        long blocks = Math.min(useful, affordable);
        if (wanted.isEmpty()) {
            blocks = Math.max(perSequence, Math.min(blocks, DEFAULT_LIMIT / blockBytes));
        } else {
            blocks = Math.min(affordable, Integer.MAX_VALUE - 8L);
        }
        return new CacheSizing(length, (int) blocks + 1);
    }
}
