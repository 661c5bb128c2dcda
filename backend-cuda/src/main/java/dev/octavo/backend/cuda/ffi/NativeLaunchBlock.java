package dev.octavo.backend.cuda.ffi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.backend.cuda.driver.LaunchBlock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Values of eight bytes each, and in front of them pointers to them, which is what a launch takes; the pointers never change. */
final class NativeLaunchBlock implements LaunchBlock {

    /** Kernel parameters may take 4 KiB on all architectures, so there can be no more of eight bytes. */
    private static final int MOST = 512;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment pointers;
    private final MemorySegment values;
    private boolean closed;

    int gridX = 1;
    int gridY = 1;
    int gridZ = 1;
    int blockX = 1;
    int blockY = 1;
    int blockZ = 1;

    NativeLaunchBlock() {
        pointers = arena.allocate(JAVA_LONG, MOST);
        values = arena.allocate(JAVA_LONG, MOST);
        for (int i = 0; i < MOST; i++) {
            pointers.setAtIndex(JAVA_LONG, i, values.address() + i * JAVA_LONG.byteSize());
        }
    }

    MemorySegment pointers() {
        return pointers;
    }

    @Override
    public void argument(int index, long bits) {
        values.setAtIndex(JAVA_LONG, index, bits);
    }

    @Override
    public void shape(int newGridX, int newGridY, int newGridZ, int newBlockX, int newBlockY, int newBlockZ) {
        gridX = newGridX;
        gridY = newGridY;
        gridZ = newGridZ;
        blockX = newBlockX;
        blockY = newBlockY;
        blockZ = newBlockZ;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            arena.close();
        }
    }
}
