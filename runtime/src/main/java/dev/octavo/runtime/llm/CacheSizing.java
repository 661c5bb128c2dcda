package dev.octavo.runtime.llm;

import dev.octavo.runtime.execute.KvGroups;
import dev.octavo.spi.MemoryStats;
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

    /**
     * What a share of the device's memory leaves for the cache.
     *
     * @param used of the device's memory as it is
     * @param needed bytes that will be taken besides
     * @throws ResourceException if nothing is left, or the device does not say how much is free
     */
    static long rest(MemoryStats used, double share, long needed) {
        if (used.freeBytes() < 0) {
            throw new ResourceException("this device does not say how much memory is free, so"
                    + " --gpu-memory-utilization cannot be used; say --kv-cache-memory");
        }
        long budget = (long) (used.totalBytes() * share) - (used.totalBytes() - used.freeBytes()) - needed;
        if (budget <= 0) {
            throw new ResourceException("--gpu-memory-utilization " + share + " of " + used.totalBytes()
                    + " bytes leaves nothing for the KV cache: " + (used.totalBytes() - used.freeBytes())
                    + " are in use, " + needed + " are still needed; raise it, or free memory");
        }
        return budget;
    }

    /** The same length with as many blocks as fit into what is left now that all else is there. */
    CacheSizing within(long bytes, long blockBytes) {
        return new CacheSizing(maxModelLength, (int) Math.min(blocks, bytes / blockBytes));
    }
}
