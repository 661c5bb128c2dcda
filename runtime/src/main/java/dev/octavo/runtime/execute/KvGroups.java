package dev.octavo.runtime.execute;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The groups of layers that share a block table. Layers that see everything keep all blocks of a sequence; layers that look through a window give back what left it. Blocks of all groups
 * come from one pool and have one size.
 *
 * @param windows of each group, the tokens that its layers see, the query's own included; 0 for all of them
 */
public record KvGroups(List<Integer> windows) {

    /** Keeps a copy; refuses no groups and negative windows. */
    public KvGroups {
        windows = List.copyOf(windows);
        if (windows.isEmpty() || windows.stream().anyMatch(window -> window < 0)) {
            throw new IllegalArgumentException(
                    "there must be at least one group, and no window below 0, but the windows are " + windows);
        }
    }

    /** One group whose layers see everything. */
    public static KvGroups single() {
        return of(0);
    }

    /** Groups with these windows. */
    public static KvGroups of(int... windows) {
        return new KvGroups(IntStream.of(windows).boxed().toList());
    }

    /** How many there are. */
    public int count() {
        return windows.size();
    }

    /** The window of a group; 0 if its layers see everything. */
    public int window(int group) {
        return windows.get(group);
    }

    /**
     * Most blocks of a group that a sequence of so many tokens ever holds.
     *
     * @param ahead most tokens that are planned before what left the window is given back
     */
    public int peak(int group, int tokens, int blockSize, int ahead) {
        int all = Math.ceilDiv(tokens, blockSize);
        if (window(group) == 0) {
            return all;
        }
        return (int) Math.min(all, Math.ceilDiv(window(group) - 1L + ahead, (long) blockSize) + 1);
    }

    /** Most blocks of all groups that a sequence of so many tokens ever holds. */
    public long peak(int tokens, int blockSize, int ahead) {
        long sum = 0;
        for (int group = 0; group < count(); group++) {
            sum += peak(group, tokens, blockSize, ahead);
        }
        return sum;
    }

    /**
     * The longest sequence for which so many blocks suffice.
     *
     * @param blocks blocks without the null block
     * @param ahead most tokens that are planned before what left the window is given back
     */
    public int longest(long blocks, int blockSize, int ahead) {
        int fits = 0;
        int tooLong = Integer.MAX_VALUE;
        if (peak(tooLong, blockSize, ahead) <= blocks) {
            return tooLong;
        }
        while (tooLong - fits > 1) {
            int middle = fits + (tooLong - fits) / 2;
            if (peak(middle, blockSize, ahead) <= blocks) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return fits;
    }
}
