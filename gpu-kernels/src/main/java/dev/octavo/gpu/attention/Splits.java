package dev.octavo.gpu.attention;

/**
 * How the keys of a row are cut: into splits of a power of two times {@code unit} keys, as few times as needs no more than {@code most}. It depends on how many keys the row
 * sees, never on the batch. Where a window starts inside a split, there is one more.
 *
 * @param unit least keys of a split, a power of two
 * @param most most splits of a row that sees all earlier keys
 */
record Splits(int unit, int most) {

    /** Most splits that a row of a batch can have. */
    int bound(int maxSequenceLength, int window) {
        int seen = window > 0 ? Math.min(window, maxSequenceLength) : maxSequenceLength;
        int splits = Math.min(most, Math.ceilDiv(seen, unit));
        return window > 0 && seen < maxSequenceLength ? splits + 1 : splits;
    }

    /** Most splits that a row of any batch can have. */
    int bound() {
        return most + 1;
    }
}
