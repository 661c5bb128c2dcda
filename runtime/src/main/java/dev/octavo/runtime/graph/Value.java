package dev.octavo.runtime.graph;

/**
 * An activation of a step: a matrix with a row per token (or per token whose logits are wanted).
 *
 * @param id position in the graph's list of values
 * @param rows what its rows stand for
 * @param columns numbers per row
 */
public record Value(int id, Rows rows, int columns) {

    /** What the rows of a value stand for. */
    public enum Rows {
        /** All tokens of the step. */
        TOKENS,
        /** The tokens whose logits are wanted. */
        LOGITS
    }

    /** All columns as heads of one size. */
    public Heads heads(int headDim) {
        return new Heads(this, 0, columns / headDim, headDim);
    }

    /** Some columns as heads. */
    public Heads heads(int firstColumn, int heads, int headDim) {
        return new Heads(this, firstColumn, heads, headDim);
    }
}
