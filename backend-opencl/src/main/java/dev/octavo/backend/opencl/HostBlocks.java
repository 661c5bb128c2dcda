package dev.octavo.backend.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Native memory for transfers from and to Java arrays, which a device cannot reach. Small blocks are used again. */
final class HostBlocks implements AutoCloseable {

    private static final int SMALLEST = 12;
    private static final int LARGEST = 20;

    private final Arena arena = Arena.ofShared();
    private final List<ArrayDeque<MemorySegment>> free = new ArrayList<>();

    HostBlocks() {
        for (int i = SMALLEST; i <= LARGEST; i++) {
            free.add(new ArrayDeque<>());
        }
    }

    /** Memory until its {@link Block#close}. */
    synchronized Block take(long bytes) {
        int shift = Math.max(SMALLEST, 64 - Long.numberOfLeadingZeros(bytes - 1));
        if (shift > LARGEST) {
            Arena own = Arena.ofShared();
            return new Block(own.allocate(bytes, 64), own::close);
        }
        ArrayDeque<MemorySegment> shelf = free.get(shift - SMALLEST);
        MemorySegment found = shelf.pollFirst();
        MemorySegment whole = found != null ? found : arena.allocate(1L << shift, 64);
        return new Block(whole.asSlice(0, bytes), () -> giveBack(shelf, whole));
    }

    private synchronized void giveBack(ArrayDeque<MemorySegment> shelf, MemorySegment whole) {
        shelf.addFirst(whole);
    }

    @Override
    public void close() {
        arena.close();
    }

    /**
     * A piece of native memory.
     *
     * @param memory exactly as many bytes as were asked for
     * @param end gives it back
     */
    record Block(MemorySegment memory, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }
}
