package dev.octavo.backend.cpu;

import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.MemorySegment;

/** A bound tensor as rows of contiguous columns, {@code batch * rows} of them. Plans own and reuse their views, so that binding allocates nothing. */
final class RowsView {

    MemorySegment segment = MemorySegment.NULL;
    DType type = DType.F32;
    int columns;
    private long base;
    private int batch;
    private int rows;
    private long batchStride;
    private long rowStride;

    /**
     * Takes over a tensor.
     *
     * @param what its name in messages
     * @throws IllegalArgumentException if type or columns are not the expected ones
     */
    void bind(String what, TensorRef ref, DType expected, int expectedColumns) {
        if (ref.layout().columns() != expectedColumns) {
            throw new IllegalArgumentException(
                    what + " has " + ref.layout().columns() + " columns, expected " + expectedColumns);
        }
        bind(what, ref, expected);
    }

    /** Takes over a tensor of any width. */
    void bind(String what, TensorRef ref, DType expected) {
        if (ref.type() != expected) {
            throw new IllegalArgumentException(what + " is of type " + ref.type() + ", expected " + expected);
        }
        segment = CpuBuffer.segmentOf(ref.buffer());
        Layout layout = ref.layout();
        type = expected;
        columns = layout.columns();
        base = ref.byteOffset();
        batch = layout.batch();
        rows = layout.rows();
        batchStride = layout.batchStride() * expected.bytes();
        rowStride = layout.rowStride() * expected.bytes();
    }

    /** Rows over all batch entries. */
    int count() {
        return batch * rows;
    }

    int batch() {
        return batch;
    }

    int rows() {
        return rows;
    }

    /** Byte offset of a row, counted over all batch entries. */
    long at(int row) {
        return batch == 1 ? base + row * rowStride : at(row / rows, row % rows);
    }

    /** The first row after one that does not lie a {@link #rowStride} behind its predecessor; {@link #count} if all do. */
    int runEnd(int row) {
        return batch == 1 ? rows : (row / rows + 1) * rows;
    }

    /** Bytes from a row to the next one of the same batch entry. */
    long rowStride() {
        return rowStride;
    }

    /** Byte offset of a row of a batch entry. */
    long at(int batchIndex, int row) {
        return base + batchIndex * batchStride + row * rowStride;
    }

    /** Copies a row, as f32, from one of its columns on. */
    void load(long rowOffset, int column, MemorySegment target, long targetOffset, int count) {
        ConvertKernels.widen(segment, rowOffset + (long) column * type.bytes(), type, target, targetOffset, count);
    }

    /** Stores f32 values, rounded, from one of a row's columns on. */
    void store(MemorySegment source, long sourceOffset, long rowOffset, int column, int count) {
        ConvertKernels.narrow(source, sourceOffset, segment, rowOffset + (long) column * type.bytes(), type, count);
    }

    /** Checks that another tensor has as many rows. */
    void requireRows(String what, int wanted) {
        if (count() != wanted) {
            throw new IllegalArgumentException(what + " has " + count() + " rows, expected " + wanted);
        }
    }
}
