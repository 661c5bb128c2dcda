package dev.octavo.tensor;

/**
 * Shape and strides of a tensor of up to three dimensions, {@code [batch, rows, columns]}; columns are contiguous. A matrix has {@code batch == 1}, a vector also {@code rows == 1}.
 *
 * <p>Which dimension means what is said by the operator, for example {@code [tokens, heads, headDim]}. Strides are in elements and may be larger than
 * the tensor they step over, so that a slice of a wider buffer (the query part of a fused projection) is a tensor like any other.
 *
 * @param batch outermost extent, at least 0
 * @param rows middle extent, at least 0
 * @param columns innermost extent, at least 0
 * @param batchStride elements from one batch entry to the next
 * @param rowStride elements from one row to the next
 */
public record Layout(int batch, int rows, int columns, long batchStride, long rowStride) {

    /** Checks that extents and strides are not negative. */
    public Layout {
        if (batch < 0 || rows < 0 || columns < 0 || batchStride < 0 || rowStride < 0) {
            throw new IllegalArgumentException("negative extent or stride: [" + batch + ", " + rows + ", " + columns
                    + "] strides [" + batchStride + ", " + rowStride + "]");
        }
    }

    /** A dense vector of {@code columns} elements. */
    public static Layout vector(int columns) {
        return new Layout(1, 1, columns, columns, columns);
    }

    /** A dense matrix. */
    public static Layout matrix(int rows, int columns) {
        return new Layout(1, rows, columns, (long) rows * columns, columns);
    }

    /** A matrix whose rows start {@code rowStride} elements apart. */
    public static Layout matrix(int rows, int columns, long rowStride) {
        return new Layout(1, rows, columns, rows * rowStride, rowStride);
    }

    /** A dense tensor of three dimensions. */
    public static Layout cube(int batch, int rows, int columns) {
        return new Layout(batch, rows, columns, (long) rows * columns, columns);
    }

    /** A tensor of three dimensions whose batch entries start {@code batchStride} elements apart, dense within. */
    public static Layout cube(int batch, int rows, int columns, long batchStride) {
        return new Layout(batch, rows, columns, batchStride, columns);
    }

    /** Number of elements, without gaps. */
    public long elements() {
        return (long) batch * rows * columns;
    }

    /** Number of elements from the first to behind the last one, gaps included; 0 for an empty tensor. */
    public long span() {
        return elements() == 0 ? 0 : (batch - 1) * batchStride + (rows - 1) * rowStride + columns;
    }

    /** Whether the elements follow each other without a gap. */
    public boolean isDense() {
        return (rows <= 1 || rowStride == columns) && (batch <= 1 || batchStride == (long) rows * columns);
    }

    /** Element offset of {@code [batchIndex, row, 0]}. */
    public long offset(int batchIndex, int row) {
        return batchIndex * batchStride + row * rowStride;
    }

    @Override
    public String toString() {
        String shape = "[" + batch + "x" + rows + "x" + columns + "]";
        return isDense() ? shape : shape + "/" + batchStride + "," + rowStride;
    }
}
