package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.Tensor;

/**
 * Compares results with what the oracle says, and keeps the worst error. A result is right if it is what storing gives for some number within the allowed error of the oracle's: so the arithmetic may err, but the
 * rounding to the output's type may not.
 */
final class Judge {

    private final Pass pass;
    private double worst;

    Judge(Pass pass) {
        this.pass = pass;
    }

    /** Largest error so far as a part of its bound. */
    double worst() {
        return worst;
    }

    Pass pass() {
        return pass;
    }

    /**
     * Compares an output: bits in the exact pass, otherwise within the bound.
     *
     * @param expected unrounded
     * @param error for each element the error that is allowed before it is rounded for storing; not looked at in the exact pass
     */
    void compare(TestTensor output, Tensor expected, double[] error) {
        compareRows(output, expected, error, 0, expected.allRows());
    }

    /** Compares some rows; the others must be as they were. */
    void compareRows(TestTensor output, Tensor expected, double[] error, int firstRow, int endRow) {
        int columns = expected.columns();
        double[] got = output.after().values();
        for (int i = 0; i < got.length; i++) {
            if (i < firstRow * columns || i >= endRow * columns) {
                requireUntouched(output, i);
            } else if (pass == Pass.EXACT) {
                requireBits(output, i, got[i], expected.values()[i]);
            } else {
                requireClose(output, i, got[i], expected.values()[i], error[i] + Bounds.UNDERFLOW);
            }
        }
    }

    private static void requireUntouched(TestTensor output, int index) {
        if (!output.isUntouched(index)) {
            throw new Violation(
                    Check.CANARY,
                    output + " at " + place(output, index)
                            + " was written, but this row belongs to nobody: no expert or sequence has it");
        }
    }

    private void requireClose(TestTensor output, int index, double got, double reference, double allowed) {
        NumberFormat format = NumberFormat.of(output.type());
        if (Double.isInfinite(reference)) {
            // The exact result is infinite, not too large: no rounding makes it finite.
            requireBits(output, index, got, reference);
            return;
        }
        if (allowed == Double.POSITIVE_INFINITY && !Double.isNaN(got)) {
            return;
        }
        double nearest = format.round(reference);
        if (got == nearest || (Double.isNaN(got) && Double.isNaN(reference))) {
            return;
        }
        // Written so that NaN fails.
        boolean inside = got >= format.round(reference - allowed) && got <= format.round(reference + allowed);
        if (!inside) {
            throw new Violation(Check.BOUND, describe(output, index, got, reference) + ", allowed error " + allowed);
        }
        worst = Math.max(worst, Math.min(1, Math.abs(reference - edge(format, got, nearest)) / allowed));
    }

    /** The number nearest to the reference that is stored as what was got. */
    static double edge(NumberFormat format, double got, double nearest) {
        double next = format.neighbour(got, got < nearest);
        if (Double.isInfinite(got)) {
            // Infinity stands for what comes half a step behind the largest number.
            return next + (next - format.neighbour(next, next < 0)) / 2;
        }
        return Double.isInfinite(next) ? got + (got - format.neighbour(got, got < 0)) / 2 : (got + next) / 2;
    }

    /** Compares an output whose bits are certain in every pass. */
    void compareBits(TestTensor output, Tensor expected) {
        double[] got = output.after().values();
        for (int i = 0; i < got.length; i++) {
            requireBits(output, i, got[i], expected.values()[i]);
            requireSign(output, i, got[i], expected.values()[i]);
        }
    }

    /** Zeros that are copied keep their sign; those that are computed need not. */
    private static void requireSign(TestTensor output, int index, double got, double expected) {
        boolean changed = got == 0 && output.type().isFloating() && 1 / got != 1 / Math.copySign(0.0, expected);
        if (changed) {
            throw new Violation(Check.EXACT, describe(output, index, got, expected) + ", whose sign it has to keep");
        }
    }

    private static void requireBits(TestTensor output, int index, double got, double expected) {
        double reference = NumberFormat.of(output.type()).round(expected);
        boolean same = got == reference || (Double.isNaN(got) && Double.isNaN(reference));
        if (!same) {
            throw new Violation(Check.EXACT, describe(output, index, got, reference) + " exactly");
        }
    }

    private static String describe(TestTensor output, int index, double got, double expected) {
        String hint = Double.isNaN(got) ? " (never written, or made of what must not be read?)" : "";
        return output + " at " + place(output, index) + " is " + got + hint + ", expected " + expected;
    }

    private static String place(TestTensor output, int index) {
        int columns = output.layout().columns();
        int rows = output.layout().rows();
        int row = index / columns;
        return "[" + row / rows + ", " + row % rows + ", " + index % columns + "]";
    }
}
