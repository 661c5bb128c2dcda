package dev.octavo.runtime.graph;

/**
 * Some columns of a value seen as {@code [rows, heads, headDim]}.
 *
 * @param value the value
 * @param firstColumn where the first head begins
 * @param heads how many heads
 * @param headDim numbers of a head
 */
public record Heads(Value value, int firstColumn, int heads, int headDim) {

    /** Checks that the heads lie inside the value. */
    public Heads {
        if (firstColumn < 0 || firstColumn + heads * headDim > value.columns()) {
            throw new IllegalArgumentException(heads + " heads of " + headDim + " from column " + firstColumn
                    + " do not fit into " + value.columns() + " columns");
        }
    }
}
