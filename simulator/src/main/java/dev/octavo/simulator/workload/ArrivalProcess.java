package dev.octavo.simulator.workload;

import java.util.random.RandomGenerator;

/**
 * Gaps between requests, gamma-distributed around a rate.
 *
 * @param rate requests a second; infinite for all at once
 * @param burstiness shape of the gamma distribution: 1 is a Poisson process, less is burstier, infinite gives equal gaps
 */
public record ArrivalProcess(double rate, double burstiness) {

    /** Checks that both are positive. */
    public ArrivalProcess {
        if (!(rate > 0) || !(burstiness > 0)) {
            throw new IllegalArgumentException(
                    "rate and burstiness must be positive, but are " + rate + " and " + burstiness);
        }
    }

    /** Seconds to the next request. */
    double gap(RandomGenerator random) {
        if (Double.isInfinite(rate)) {
            return 0;
        }
        return Double.isInfinite(burstiness) ? 1 / rate : gamma(burstiness, random) / (burstiness * rate);
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
