package dev.octavo.server.bench;

import java.util.random.RandomGenerator;

/** When requests are sent: all at once, or with gamma-distributed gaps around a rate. A burstiness of 1 is a Poisson process, less is burstier. */
public final class Arrivals {

    private Arrivals() {}

    /**
     * Seconds after the start for each request.
     *
     * @param rate requests per second, infinite for all at once
     */
    public static double[] seconds(int count, double rate, double burstiness, RandomGenerator random) {
        double[] times = new double[count];
        if (Double.isInfinite(rate)) {
            return times;
        }
        double now = 0;
        for (int i = 0; i < count; i++) {
            now += gamma(burstiness, random) / (burstiness * rate);
            times[i] = now;
        }
        return times;
    }

    /** A gamma variate of scale 1 (Marsaglia and Tsang 2000, doi:10.1145/358407.358414). */
    private static double gamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }
}
