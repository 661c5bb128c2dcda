package dev.octavo.runtime.offload.disk;

import dev.octavo.spi.UserException;

/**
 * Where everything lies in the file: a header, then segments of {@value #SEGMENT_SLOTS} slots, each of them a table with an entry per slot and behind it the slots' contents. A file that grows or
 * shrinks keeps the segments that it had.
 *
 * @param blockBytes bytes of a block
 * @param slots slots in all
 */
record StoreLayout(long blockBytes, int slots) {

    static final int HEADER_BYTES = 4096;
    static final int ENTRY_BYTES = 64;
    static final int SEGMENT_SLOTS = 1024;
    static final int TABLE_BYTES = SEGMENT_SLOTS * ENTRY_BYTES;

    /** Keeps the index of a store below some 4 GB of memory. */
    private static final long MAX_SLOTS = 1L << 26;

    /**
     * As many slots as a file of a size has.
     *
     * @throws UserException if that is none
     */
    static StoreLayout of(long fileBytes, long blockBytes) {
        long segment = segmentBytes(blockBytes);
        long room = fileBytes - HEADER_BYTES;
        long full = Math.max(0, room) / segment;
        long rest = Math.max(0, (room - full * segment - TABLE_BYTES) / stride(blockBytes));
        long slots = Math.min(MAX_SLOTS, full * SEGMENT_SLOTS + rest);
        if (slots < 1) {
            throw new UserException("--kv-offloading-disk-size is " + fileBytes
                    + " bytes, but a file with one KV block takes "
                    + (HEADER_BYTES + TABLE_BYTES + stride(blockBytes)) + "; raise it");
        }
        return new StoreLayout(blockBytes, (int) slots);
    }

    private static long stride(long blockBytes) {
        return Math.ceilDiv(blockBytes, 64L) * 64;
    }

    private static long segmentBytes(long blockBytes) {
        return TABLE_BYTES + Math.multiplyExact(stride(blockBytes), (long) SEGMENT_SLOTS);
    }

    int segments() {
        return Math.ceilDiv(slots, SEGMENT_SLOTS);
    }

    /** Where the table of a segment starts. */
    long table(int segment) {
        return HEADER_BYTES + segment * segmentBytes(blockBytes);
    }

    /** Where the entry of a slot starts. */
    long entry(int slot) {
        return table(slot / SEGMENT_SLOTS) + (long) (slot % SEGMENT_SLOTS) * ENTRY_BYTES;
    }

    /** Where the content of a slot starts. */
    long content(int slot) {
        return table(slot / SEGMENT_SLOTS) + TABLE_BYTES + slot % SEGMENT_SLOTS * stride(blockBytes);
    }

    /** The most bytes that the file has. */
    long end() {
        return content(slots - 1) + stride(blockBytes);
    }
}
