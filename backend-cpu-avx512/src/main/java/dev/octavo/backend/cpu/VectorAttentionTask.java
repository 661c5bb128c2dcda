package dev.octavo.backend.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.octavo.spi.op.AttentionSpec;
import java.lang.foreign.MemorySegment;

/**
 * Attention by the Vector API. A row's result depends on its query and the cache only: keys are taken in tiles that start at multiples
 * of {@link AttentionShape#TILE} and are transposed, so that a lane is a key; a row's running maximum and sums change once per tile that it sees, and keys that it does not see are left out, not weighted with zero.
 */
final class VectorAttentionTask implements AttentionTask {

    /** Of a tile, as f32. */
    private static final long TILE_BYTES = 4L * AttentionShape.TILE;

    private final AttentionSpec spec;
    private final AttentionShape shape;
    private final AttentionOperands operands;

    /** Whether keys and values have scales; a key's goes into its score, a value's into its weight. */
    private final boolean scaled;

    /** Per row: largest score and sum of weights so far; first key seen in the current tile, and behind the last one. */
    private final float[] largest;

    private final float[] weightSum;
    private final int[] fromKey;
    private final int[] toKey;
    private MemorySegment m = MemorySegment.NULL;
    private int sequence;
    private int length;
    private int firstToken;
    private int firstPosition;
    private int kvHead;
    private int firstHead;
    private int heads;
    private int rows;

    VectorAttentionTask(AttentionSpec spec, AttentionShape shape, AttentionOperands operands) {
        this.spec = spec;
        this.shape = shape;
        this.operands = operands;
        scaled = spec.cache().scalesPerToken() > 0;
        int most = shape.heads * shape.queries;
        largest = new float[most];
        weightSum = new float[most];
        fromKey = new int[most];
        toKey = new int[most];
    }

    @Override
    public void run(MemorySegment scratch, int ofSequence, int firstQuery, int ofKvHead, int head, int headCount) {
        m = scratch;
        sequence = ofSequence;
        kvHead = ofKvHead;
        firstHead = head;
        heads = headCount;
        length = operands.length(sequence);
        int start = operands.start(sequence);
        int end = operands.start(sequence + 1);
        firstToken = start + firstQuery;
        firstPosition = length - (end - start) + firstQuery;
        int queries = Math.min(shape.queries, end - firstToken);
        rows = queries * heads;
        prepare();
        int firstKey = operands.firstKey(firstPosition);
        int endKey = operands.endKey(firstPosition + queries - 1, length);
        for (int tile = firstKey - firstKey % AttentionShape.TILE; tile < endKey; tile += AttentionShape.TILE) {
            int from = Math.max(0, firstKey - tile);
            int to = Math.min(AttentionShape.TILE, endKey - tile);
            long keyAt = shape.keyAt + from * shape.keyStride;
            long valueAt = shape.valueAt + from * shape.valueStride;
            operands.load(sequence, tile + from, tile + to, kvHead, m, keyAt, valueAt);
            score();
            for (int row = 0; row < rows; row++) {
                weigh(row, tile);
            }
            accumulate();
        }
        store();
    }

    private int position(int row) {
        return firstPosition + row / heads;
    }

    private int head(int row) {
        return firstHead + row % heads;
    }

    private long queryRow(int row) {
        return shape.queryAt + row * shape.keyStride;
    }

    private long scores(int row) {
        return shape.scoreAt + TILE_BYTES * row;
    }

    private long sums(int row) {
        return shape.sumAt + row * shape.valueStride;
    }

    private void prepare() {
        for (int row = 0; row < rows; row++) {
            long from = operands.query.at(firstToken + row / heads, head(row));
            operands.query.load(from, 0, m, queryRow(row), shape.keyDim);
            Padding.zero(m, queryRow(row), shape.keyDim);
            FoldKernels.clear(m, sums(row), (int) (shape.valueStride / Lanes.BYTES));
            largest[row] = spec.sinks() ? operands.sink(head(row)) : Float.NEGATIVE_INFINITY;
            weightSum[row] = spec.sinks() ? 1f : 0f;
        }
    }

    /** Dot products of all rows with all keys of the tile; nobody reads those with keys that were not loaded. */
    private void score() {
        for (int key = 0; key < AttentionShape.TILE; key += Lanes.L) {
            for (int c = 0; c < shape.keyDim; c += Lanes.L) {
                long from = shape.keyAt + key * shape.keyStride + 4L * c;
                TransposeKernels.square(
                        m, from, shape.keyStride, shape.turnedAt + TILE_BYTES * c + 4L * key, TILE_BYTES);
            }
        }
        FoldKernels.clear(m, shape.scoreAt, rows * AttentionShape.TILE / Lanes.L);
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            AttentionKernels.fourRows(
                    m,
                    scores(row),
                    TILE_BYTES,
                    queryRow(row),
                    shape.keyStride,
                    shape.turnedAt,
                    TILE_BYTES,
                    shape.keyDim,
                    AttentionShape.TILE);
        }
        for (; row < rows; row++) {
            AttentionKernels.oneRow(
                    m, scores(row), queryRow(row), shape.turnedAt, TILE_BYTES, shape.keyDim, AttentionShape.TILE);
        }
    }

    /** Turns a row's scores of a tile into weights relative to the largest score so far, and brings the row's sums to that. */
    private void weigh(int row, int tile) {
        int position = position(row);
        int from = Math.max(0, operands.firstKey(position) - tile);
        int to = Math.min(AttentionShape.TILE, operands.endKey(position, length) - tile);
        fromKey[row] = from;
        toKey[row] = Math.max(from, to);
        if (from >= to) {
            return;
        }
        long scores = scores(row);
        transform(row, scores, tile);
        hide(scores, 0, from);
        hide(scores, to, AttentionShape.TILE);
        float old = largest[row];
        float now = Math.max(old, RowKernels.max(m, scores, AttentionShape.TILE));
        RowKernels.exp(m, scores, AttentionShape.TILE, -now);
        if (old != now) {
            float factor = correction(old - now);
            weightSum[row] *= factor;
            RowKernels.scale(m, sums(row), shape.valueDim, factor, 0f);
        }
        weightSum[row] += RowKernels.sum(m, scores, AttentionShape.TILE);
        if (scaled) {
            RowKernels.multiply(m, scores, shape.valueScaleAt, AttentionShape.TILE);
        }
        largest[row] = now;
    }

    private void transform(int row, long scores, int tile) {
        if (scaled) {
            RowKernels.multiply(m, scores, shape.keyScaleAt, AttentionShape.TILE);
        }
        RowKernels.scale(m, scores, AttentionShape.TILE, spec.scale(), 0f);
        if (spec.softCap() != 0) {
            RowKernels.softCap(m, scores, AttentionShape.TILE, spec.softCap());
        }
        if (spec.alibi()) {
            float slope = operands.slope(head(row));
            for (int t = 0; t < AttentionShape.TILE; t++) {
                long at = scores + 4L * t;
                float score = m.get(JAVA_FLOAT_UNALIGNED, at) + slope * (tile + t - position(row));
                m.set(JAVA_FLOAT_UNALIGNED, at, score);
            }
        }
    }

    private void hide(long scores, int from, int to) {
        for (int t = from; t < to; t++) {
            m.set(JAVA_FLOAT_UNALIGNED, scores + 4L * t, Float.NEGATIVE_INFINITY);
        }
    }

    /** {@code e^difference}, by the vector kernel like every other weight. */
    private float correction(float difference) {
        RowKernels.set(m, shape.accAt, Lanes.L, difference);
        RowKernels.exp(m, shape.accAt, Lanes.L, 0f);
        return m.get(JAVA_FLOAT_UNALIGNED, shape.accAt);
    }

    private void accumulate() {
        long values = shape.valueInKey ? shape.keyAt : shape.valueAt;
        long stride = shape.valueInKey ? shape.keyStride : shape.valueStride;
        int row = 0;
        while (row < rows) {
            int from = fromKey[row];
            int keys = toKey[row] - from;
            long weights = scores(row) + 4L * from;
            long first = values + from * stride;
            if (fourAlike(row)) {
                AttentionKernels.fourRows(
                        m, sums(row), shape.valueStride, weights, TILE_BYTES, first, stride, keys, shape.valueDim);
                row += 4;
            } else {
                AttentionKernels.oneRow(m, sums(row), weights, first, stride, keys, shape.valueDim);
                row++;
            }
        }
    }

    /** Whether a row and the three after it see the same keys of the tile. */
    private boolean fourAlike(int row) {
        for (int other = row + 1; other < row + 4; other++) {
            if (other >= rows || fromKey[other] != fromKey[row] || toKey[other] != toKey[row]) {
                return false;
            }
        }
        return true;
    }

    private void store() {
        for (int row = 0; row < rows; row++) {
            float sum = weightSum[row];
            RowKernels.scale(m, sums(row), shape.valueDim, sum > 0 ? 1f / sum : 0f, 0f);
            long to = operands.out.at(firstToken + row / heads, head(row));
            operands.out.store(m, sums(row), to, 0, shape.valueDim);
        }
    }
}
