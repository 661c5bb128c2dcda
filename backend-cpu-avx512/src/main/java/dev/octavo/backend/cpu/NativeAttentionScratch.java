package dev.octavo.backend.cpu;

/** Where the things of attention in C lie in scratch memory, behind {@code struct attention}: bytes from the begin on, strides in bytes. */
final class NativeAttentionScratch {

    /** Numbers of a row that C takes at a time. */
    private static final int CHUNK = 32;

    private static final long STRUCT = 256;

    final long queryAt;
    final long queryStride;
    final long sumAt;
    final long sumStride;
    final long slopeAt;
    final long largestAt;
    final long weightAt;

    /** Keys and values of a tile in pairs: of a head's numbers, and of tokens. */
    final long keyPairsAt;

    final long valuePairsAt;
    final long bytes;

    NativeAttentionScratch(AttentionShape shape) {
        int rows = shape.heads * shape.queries;
        queryStride = 4L * padded(shape.keyDim);
        sumStride = 4L * padded(shape.valueDim);
        keyPairsAt = STRUCT;
        valuePairsAt = keyPairsAt + AttentionShape.TILE / 2 * queryStride;
        queryAt = valuePairsAt + AttentionShape.TILE / 2 * sumStride;
        sumAt = queryAt + rows * queryStride;
        slopeAt = sumAt + rows * sumStride;
        largestAt = slopeAt + 4L * rows;
        weightAt = largestAt + 4L * rows;
        bytes = weightAt + 4L * rows + Lanes.BYTES;
    }

    static int padded(int columns) {
        return Math.ceilDiv(columns, CHUNK) * CHUNK;
    }

    long query(int row) {
        return queryAt + row * queryStride;
    }

    long sum(int row) {
        return sumAt + row * sumStride;
    }
}
