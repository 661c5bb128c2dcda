package dev.octavo.conformance.reference;

import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.List;

/** Checks of arguments that make misuse visible. Every message names the tensor, what was expected and what came. */
final class Expect {

    /** Stands for any extent. */
    static final int ANY = -1;

    private final ReferenceBackend owner;
    private final String operator;

    Expect(ReferenceBackend owner, String operator) {
        this.owner = owner;
        this.operator = operator;
    }

    /** A tensor that is read. */
    void input(String name, TensorRef ref, DType type, int batch, int rows, int columns) {
        check(name, ref, type, batch, rows, columns);
        ReferenceBuffer.readable(owner, ref.buffer());
    }

    /** A tensor that is written. */
    void output(String name, TensorRef ref, DType type, int batch, int rows, int columns) {
        check(name, ref, type, batch, rows, columns);
        ReferenceBuffer.writable(owner, ref.buffer());
        Layout layout = ref.layout();
        boolean rowsOverlap = layout.rows() > 1 && layout.rowStride() < layout.columns();
        boolean entriesOverlap = layout.batch() > 1 && layout.batchStride() < layout.columns();
        if (rowsOverlap || entriesOverlap) {
            throw wrong(name, "rows that do not overlap", layout);
        }
    }

    private void check(String name, TensorRef ref, DType type, int batch, int rows, int columns) {
        if (ref.type() != type) {
            throw wrong(name, type, ref.type());
        }
        Layout is = ref.layout();
        if (differs(batch, is.batch()) || differs(rows, is.rows()) || differs(columns, is.columns())) {
            throw wrong(name, shape(batch, rows, columns), shape(is.batch(), is.rows(), is.columns()));
        }
    }

    private static boolean differs(int expected, int actual) {
        return expected != ANY && expected != actual;
    }

    private static String shape(int batch, int rows, int columns) {
        return "[" + extent(batch) + ", " + extent(rows) + ", " + extent(columns) + "]";
    }

    private static String extent(int extent) {
        return extent == ANY ? "any" : Integer.toString(extent);
    }

    /** A number that must be equal to another. */
    void equal(String name, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw wrong(name, expected, actual);
        }
    }

    /** A number that must not exceed another. */
    void atMost(String name, long limit, long actual) {
        if (actual < 0 || actual > limit) {
            throw wrong(name, "0.." + limit, actual);
        }
    }

    /** A list of a certain length. */
    void count(String name, int expected, List<?> actual) {
        equal("number of " + name, expected, actual.size());
    }

    private IllegalArgumentException wrong(String name, Object expected, Object actual) {
        return new IllegalArgumentException(operator + ": " + name + " must be " + expected + " but is " + actual);
    }
}
