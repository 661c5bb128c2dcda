package dev.octavo.simulator.device;

import java.util.List;

/**
 * A cost linear in what a step computes, fitted to measured steps: {@code overhead + perToken * tokens + perRow * rows + perContext * contextTokens + perPair * pairs}. No
 * coefficient is negative, so more work never takes less time.
 */
public final class FittedCost implements CostModel {

    private static final int FEATURES = 5;
    private final double[] coefficients;

    private FittedCost(double[] coefficients) {
        this.coefficients = coefficients;
    }

    /** A measured step. */
    public record Sample(long tokens, long rows, long contextTokens, double pairs, double seconds) {

        double[] features() {
            return new double[] {1, tokens, rows, contextTokens, pairs};
        }
    }

    /**
     * The fit that minimises the squares of relative errors, so that short steps count as much as long ones.
     *
     * @throws IllegalArgumentException without samples, or for times that are not positive
     */
    public static FittedCost fit(List<Sample> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("a fit needs measured steps");
        }
        double[][] rows = new double[samples.size()][];
        for (int i = 0; i < rows.length; i++) {
            double seconds = samples.get(i).seconds();
            if (!(seconds > 0) || Double.isInfinite(seconds)) {
                throw new IllegalArgumentException("a measured step took " + seconds + " s; it must be more than 0");
            }
            rows[i] = samples.get(i).features();
            for (int j = 0; j < FEATURES; j++) {
                rows[i][j] /= seconds;
            }
        }
        return new FittedCost(NonNegativeLeastSquares.solve(rows));
    }

    @Override
    public double seconds(StepLoad load) {
        double seconds = coefficients[0]
                + coefficients[1] * load.tokens()
                + coefficients[2] * load.rows()
                + coefficients[3] * load.contextTokens()
                + coefficients[4] * load.pairs();
        return Math.max(seconds, 1e-9);
    }

    /** Overhead, and seconds per token, row, context token and pair. */
    public double[] coefficients() {
        return coefficients.clone();
    }
}
