package dev.octavo.simulator.device;

/** Least squares for a target of all ones, without negative coefficients: coordinate descent on the convex problem, which converges to its minimum. */
final class NonNegativeLeastSquares {

    private static final int ROUNDS = 200_000;
    private static final double TOLERANCE = 1e-12;

    private NonNegativeLeastSquares() {}

    /** The {@code x >= 0} that minimises {@code |rows * x - 1|}. */
    static double[] solve(double[][] rows) {
        int width = rows[0].length;
        double[] scale = scales(rows, width);
        double[][] gram = new double[width][width];
        double[] target = new double[width];
        for (double[] row : rows) {
            for (int i = 0; i < width; i++) {
                target[i] += row[i] / scale[i];
                for (int j = 0; j < width; j++) {
                    gram[i][j] += row[i] / scale[i] * (row[j] / scale[j]);
                }
            }
        }
        double[] x = descend(gram, target);
        for (int i = 0; i < width; i++) {
            x[i] /= scale[i];
        }
        return x;
    }

    private static double[] scales(double[][] rows, int width) {
        double[] scale = new double[width];
        for (double[] row : rows) {
            for (int i = 0; i < width; i++) {
                scale[i] += row[i] * row[i];
            }
        }
        for (int i = 0; i < width; i++) {
            scale[i] = scale[i] > 0 ? Math.sqrt(scale[i]) : 1;
        }
        return scale;
    }

    private static double[] descend(double[][] gram, double[] target) {
        double[] x = new double[target.length];
        for (int round = 0; round < ROUNDS; round++) {
            double moved = 0;
            for (int i = 0; i < x.length; i++) {
                if (gram[i][i] > 0) {
                    double gradient = -target[i];
                    for (int j = 0; j < x.length; j++) {
                        gradient += gram[i][j] * x[j];
                    }
                    double next = Math.max(0, x[i] - gradient / gram[i][i]);
                    moved = Math.max(moved, Math.abs(next - x[i]));
                    x[i] = next;
                }
            }
            if (moved < TOLERANCE) {
                break;
            }
        }
        return x;
    }
}
