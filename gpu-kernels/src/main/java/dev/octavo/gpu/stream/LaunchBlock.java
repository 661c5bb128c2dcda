package dev.octavo.gpu.stream;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Arguments and shape of a launch, in native memory, used again for each launch: values of eight bytes each, and in front of them pointers to them, which is what a launch takes; the pointers
 * never change. For one thread at a time.
 */
public final class LaunchBlock implements AutoCloseable {

    /** Kernel parameters may take 4 KiB on all architectures, so there can be no more of eight bytes. */
    private static final int MOST = 512;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment pointers;
    private final MemorySegment values;
    private final int[] groups = {1, 1, 1};
    private final int[] groupSize = {1, 1, 1};
    private int localBytes;
    private boolean closed;

    /** Allocates the memory. */
    public LaunchBlock() {
        pointers = arena.allocate(JAVA_LONG, MOST);
        values = arena.allocate(JAVA_LONG, MOST);
        for (int i = 0; i < MOST; i++) {
            pointers.setAtIndex(JAVA_LONG, i, values.address() + i * JAVA_LONG.byteSize());
        }
    }

    /** The pointers to arguments, in the kernel's order. */
    public MemorySegment pointers() {
        return pointers;
    }

    /** Work-groups in a dimension. */
    public int groups(int dimension) {
        return groups[dimension];
    }

    /** Work-items of a work-group in a dimension. */
    public int groupSize(int dimension) {
        return groupSize[dimension];
    }

    /** Work-group memory beside what the kernel declares. */
    public int localBytes() {
        return localBytes;
    }

    /** Sets an argument of at most eight bytes; shorter ones lie in the lower bytes. */
    void argument(int index, long bits) {
        values.setAtIndex(JAVA_LONG, index, bits);
    }

    /** Sets how much work-group memory there is beside what the kernel declares. */
    void localBytes(int bytes) {
        localBytes = bytes;
    }

    /** Sets how many work-groups there are and how many work-items each has. */
    void shape(int groupsX, int groupsY, int groupsZ, int sizeX, int sizeY, int sizeZ) {
        groups[0] = groupsX;
        groups[1] = groupsY;
        groups[2] = groupsZ;
        groupSize[0] = sizeX;
        groupSize[1] = sizeY;
        groupSize[2] = sizeZ;
    }

    /** Frees the memory; idempotent. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            arena.close();
        }
    }
}
