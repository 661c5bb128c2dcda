package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.Tensor;

/** Compares results with what the oracle says, and keeps the worst error. */
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
     * @param error for each element the error that is allowed before it is rounded for storing
     */
    void compare(TestTensor output, Tensor expected, double[] error) {
        if (pass == Pass.EXACT) {
            compareBits(output, expected);
            return;
        }
        NumberFormat format = NumberFormat.of(output.type());
        double[] got = output.after().values();
        for (int i = 0; i < got.length; i++) {
            double reference = expected.values()[i];
            double bound = Bounds.stored(format, reference, error[i]);
            // Written so that NaN fails; equal infinities pass.
            if (got[i] == reference) {
                continue;
            }
            double distance = Math.abs(got[i] - reference);
            if (!(distance <= bound)) {
                throw new Violation(Check.BOUND, place(output, i, got[i], reference) + ", allowed error " + bound);
            }
            worst = Math.max(worst, distance / bound);
        }
    }

    /** Compares an output whose bits are certain in every pass. */
    void compareBits(TestTensor output, Tensor expected) {
        NumberFormat format = NumberFormat.of(output.type());
        double[] got = output.after().values();
        for (int i = 0; i < got.length; i++) {
            double reference = format.round(expected.values()[i]);
            boolean same = got[i] == reference || (Double.isNaN(got[i]) && Double.isNaN(reference));
            if (!same) {
                throw new Violation(Check.EXACT, place(output, i, got[i], reference) + " exactly");
            }
        }
    }

    private static String place(TestTensor output, int index, double got, double expected) {
        int columns = output.layout().columns();
        int row = index / columns;
        String hint = Double.isNaN(got) ? " (never written, or made of what must not be read?)" : "";
        return output + " at [" + row / output.layout().rows() + ", "
                + row % output.layout().rows() + ", " + index % columns + "] is " + got + hint + ", expected "
                + expected;
    }
}
