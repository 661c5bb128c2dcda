package dev.octavo.conformance.oracle;

/**
 * Numbers of shape {@code [batch, rows, columns]} without gaps, last index fastest. The array is not copied.
 *
 * @param batch outermost extent
 * @param rows middle extent
 * @param columns innermost extent
 * @param values {@code batch * rows * columns} numbers
 */
public record Tensor(int batch, int rows, int columns, double[] values) {

    /** Checks that the numbers fill the shape. */
    public Tensor {
        if (values.length != (long) batch * rows * columns) {
            throw new IllegalArgumentException(
                    values.length + " numbers do not fill [" + batch + ", " + rows + ", " + columns + "]");
        }
    }

    /** A matrix. */
    public static Tensor matrix(int rows, int columns, double[] values) {
        return new Tensor(1, rows, columns, values);
    }

    /** A matrix of zeros. */
    public static Tensor zeros(int rows, int columns) {
        return matrix(rows, columns, new double[Math.multiplyExact(rows, columns)]);
    }

    /** Another tensor of this shape. */
    public Tensor with(double[] newValues) {
        return new Tensor(batch, rows, columns, newValues);
    }

    /** Rows over all batch entries. */
    public int allRows() {
        return batch * rows;
    }

    /** The numbers as integers. */
    public int[] integers() {
        int[] result = new int[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (int) values[i];
        }
        return result;
    }
}
