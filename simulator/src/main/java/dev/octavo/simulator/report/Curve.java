package dev.octavo.simulator.report;

/**
 * A line of a chart.
 *
 * @param name for the legend
 * @param x rising
 * @param y as many as {@code x}
 */
record Curve(String name, double[] x, double[] y) {

    Curve {
        if (x.length != y.length) {
            throw new IllegalArgumentException(x.length + " x and " + y.length + " y do not make a curve");
        }
    }
}
