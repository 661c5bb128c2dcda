package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.DrawOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.op.DrawSpec;
import java.util.List;
import java.util.stream.Stream;

/** Draws that get a setting wrong. Each row's numbers lie three by three: temperature, min_p, top_p; top_k, upper and lower bits. */
final class DrawFaults {

    private static final int TEMPERATURE = 0;
    private static final int MIN_P = 1;
    private static final int TOP_P = 2;

    private DrawFaults() {}

    /** What is done to the numbers before the draw. */
    private interface Change {
        void to(double[] logits, double[] settings, int[] draws);
    }

    static Stream<Mutant> all() {
        return Stream.of(
                draw("draw-temperature", "the temperature is taken for 1", (x, s, d) -> each(s, TEMPERATURE, 1, true)),
                draw("draw-greedy", "the most likely column is taken", (x, s, d) -> each(s, TEMPERATURE, 0, false)),
                draw("draw-min-p", "min_p is ignored", (x, s, d) -> each(s, MIN_P, 0, false)),
                draw("draw-top-p", "top_p is ignored", (x, s, d) -> each(s, TOP_P, 1, false)),
                draw("draw-top-p-of-all", "top_p keeps one column", (x, s, d) -> {
                    for (int i = TOP_P; i < s.length; i += 3) {
                        s[i] = s[i] < 1 ? 1e-6 : 1;
                    }
                }),
                draw("draw-top-k", "top_k is ignored", (x, s, d) -> each(d, 0, 0)),
                draw("draw-top-k-more", "one column more than top_k is kept", (x, s, d) -> {
                    for (int i = 0; i < d.length; i += 3) {
                        d[i] += d[i] > 0 ? 1 : 0;
                    }
                }),
                draw("draw-upper-bits", "the upper bits of the random number are lost", (x, s, d) -> each(d, 1, 0)),
                draw("draw-row", "all rows have the first one's random number", (x, s, d) -> {
                    for (int i = 0; i < d.length; i += 3) {
                        d[i + 1] = d[1];
                        d[i + 2] = d[2];
                    }
                }),
                draw("draw-nan", "NaN counts as minus infinity", (x, s, d) -> {
                    for (int i = 0; i < x.length; i++) {
                        x[i] = Double.isNaN(x[i]) ? Double.NEGATIVE_INFINITY : x[i];
                    }
                }));
    }

    private static void each(double[] numbers, int at, double value, boolean unlessZero) {
        for (int i = at; i < numbers.length; i += 3) {
            numbers[i] = unlessZero && numbers[i] == 0 ? 0 : value;
        }
    }

    private static void each(int[] numbers, int at, int value) {
        for (int i = at; i < numbers.length; i += 3) {
            numbers[i] = value;
        }
    }

    private static Mutant draw(String id, String what, Change change) {
        return Instead.op(Surface.DRAW, DrawSpec.class, id, what, op -> {
            Tensor x = op.inputs().getFirst();
            double[] logits = x.values().clone();
            double[] settings = op.input(1).clone();
            int[] draws = op.inputs().get(2).integers();
            change.to(logits, settings, draws);
            return List.of(DrawOracle.run(x.with(logits), settings, draws));
        });
    }
}
