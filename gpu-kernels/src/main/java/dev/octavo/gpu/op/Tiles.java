package dev.octavo.gpu.op;

import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.driver.Launch;

/**
 * How operators that look at one element at a time are shared out among work-groups: in tiles of some rows and some columns.
 *
 * @param groupSize work-items of a work-group
 * @param lanes numbers that a work-item takes at once
 * @param elements of a tile, at most
 */
record Tiles(int groupSize, int lanes, int elements) {

    private static final int GROUP = 256;
    private static final int PER_ITEM = 4;

    /** Elements that are worth a task of a processor's thread, and stay in its first cache. */
    private static final int PER_THREAD = 1 << 13;

    static Tiles of(GpuTraits traits) {
        if (traits.vectors()) {
            return new Tiles(1, RowGroups.VECTOR, PER_THREAD);
        }
        int size = Math.min(GROUP, Integer.highestOneBit(traits.maxGroupSize()));
        return new Tiles(size, 1, size * PER_ITEM);
    }

    /** Adds the kernels' {@code TILE} and sets the shape. */
    void add(Launch launch, int rows, int width) {
        int columns = Math.clamp(width, 1, elements);
        int perRow = Math.ceilDiv(width, columns);
        int tileRows = lanes == 1 ? 1 : Math.max(1, elements / columns);
        launch.i32(rows).i32(width).i32(tileRows).i32(columns).i32(perRow);
        launch.shape((long) Math.ceilDiv(rows, tileRows) * perRow, groupSize);
    }
}
