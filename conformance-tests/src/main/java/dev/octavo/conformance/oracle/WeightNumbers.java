package dev.octavo.conformance.oracle;

/**
 * Rows of a weight matrix as numbers.
 *
 * @param values {@code [rows][k]}: the weights
 * @param terms {@code [rows][k]}: for each weight the sum of the absolute terms that its format adds up, such as {@code |q scale| + |zero scale|}. A kernel that multiplies the terms with the
 *     activations one by one errs in proportion to these, not to the weights
 */
public record WeightNumbers(double[][] values, double[][] terms) {

    /** Room for some rows. */
    public static WeightNumbers zeros(int rows, int k) {
        return new WeightNumbers(new double[rows][k], new double[rows][k]);
    }

    /** Sets one weight to a difference or sum of two terms. */
    void set(int row, int column, double first, double second) {
        values[row][column] = first + second;
        terms[row][column] = Math.abs(first) + Math.abs(second);
    }
}
