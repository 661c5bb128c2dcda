package dev.octavo.gpu.op;

import dev.octavo.gpu.driver.GpuTraits;

/**
 * How operators over whole rows are shared out: each row belongs to one work-group. The size depends on the width alone, so that a row's result does not depend on how many others there are.
 *
 * @param groupSize work-items of a work-group, a power of two
 * @param lanes numbers that a work-item takes at once
 * @param rowsPerGroup rows that a work-group works on, one after the other
 */
record RowGroups(int groupSize, int lanes, int rowsPerGroup) {

    /** Lanes of a processor's work-item. */
    static final int VECTOR = 16;

    private static final int SMALLEST = 32;
    private static final int LARGEST = 1024;
    private static final int COLUMNS_PER_ITEM = 8;
    private static final int ELEMENTS_PER_THREAD = 1 << 12;

    static RowGroups of(GpuTraits traits, int width) {
        if (traits.vectors()) {
            return new RowGroups(1, VECTOR, Math.max(1, ELEMENTS_PER_THREAD / Math.max(1, width)));
        }
        int most = Math.min(LARGEST, Integer.highestOneBit(traits.maxGroupSize()));
        int wanted = Math.max(1, Math.ceilDiv(width, COLUMNS_PER_ITEM));
        int size = wanted == 1 ? 1 : Integer.highestOneBit(wanted - 1) << 1;
        return new RowGroups(Math.min(most, Math.max(SMALLEST, size)), 1, 1);
    }

    /** Work-groups for so many rows. */
    int groups(int rows) {
        return Math.ceilDiv(rows, rowsPerGroup);
    }
}
