package dev.octavo.server.bench;

import dev.octavo.spi.UserException;
import java.util.SplittableRandom;

/**
 * When requests are sent. The gaps between them are gamma distributed; at a burstiness of 1 this is a Poisson process, below it requests come in bursts, above
 * it evenly.
 *
 * @param rate requests per second on average; infinite for all at once
 * @param burstiness shape of the gamma distribution
 */
public record Arrivals(double rate, double burstiness) {

    /** Checks both; the message names the option. */
    public Arrivals {
        if (!(rate > 0)) {
            throw new UserException("--request-rate must be above 0 or inf, but is " + rate);
        }
        if (!(burstiness > 0) || Double.isInfinite(burstiness)) {
            throw new UserException("--burstiness must be a number above 0, but is " + burstiness);
        }
    }

    /** Seconds from the start for each of some requests, rising; scaled so that the average rate is met exactly, as vLLM does. */
    public double[] times(int count, long seed) {
        double[] times = new double[count];
        if (Double.isInfinite(rate)) {
            return times;
        }
        SplittableRandom random = new SplittableRandom(seed);
        double time = 0;
        for (int i = 0; i < count; i++) {
            time += gamma(random, burstiness) / (rate * burstiness);
            times[i] = time;
        }
        double scale = time > 0 ? count / rate / time : 1;
        for (int i = 0; i < count; i++) {
            times[i] *= scale;
        }
        return times;
    }

    /** Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). */
    static double gamma(SplittableRandom random, double shape) {
        if (shape < 1) {
            return gamma(random, shape + 1) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }
}
