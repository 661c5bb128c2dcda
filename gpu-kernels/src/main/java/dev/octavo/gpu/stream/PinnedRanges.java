package dev.octavo.gpu.stream;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Which host memory is page-locked. Looking up leaves no garbage; ranges come and go rarely. */
final class PinnedRanges {

    /** Start and end addresses in turn, ascending; replaced, never changed. */
    private volatile long[] bounds = new long[0];

    synchronized void add(MemorySegment memory) {
        long[] next = Arrays.copyOf(bounds, bounds.length + 2);
        next[bounds.length] = memory.address();
        next[bounds.length + 1] = memory.address() + memory.byteSize();
        Arrays.sort(next);
        bounds = next;
    }

    synchronized void remove(MemorySegment memory) {
        int at = Arrays.binarySearch(bounds, memory.address());
        long[] next = new long[bounds.length - 2];
        System.arraycopy(bounds, 0, next, 0, at);
        System.arraycopy(bounds, at + 2, next, at, next.length - at);
        bounds = next;
    }

    /** Whether a native segment lies in one range. */
    boolean contains(MemorySegment memory) {
        long[] now = bounds;
        int found = Arrays.binarySearch(now, memory.address());
        int start = found >= 0 ? found : -found - 2;
        return start >= 0 && start % 2 == 0 && memory.address() + memory.byteSize() <= now[start + 1];
    }
}
