package dev.octavo.runtime.metrics;

import java.util.stream.DoubleStream;

/** The histogram buckets that vLLM uses, so that dashboards made for it fit. */
final class Buckets {

    private Buckets() {}

    static double[] iterationTokens() {
        return new double[] {1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384};
    }

    static double[] choices() {
        return new double[] {1, 2, 5, 10, 20};
    }

    static double[] firstToken() {
        return new double[] {
            0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640,
            2560
        };
    }

    static double[] betweenTokens() {
        return new double[] {
            0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80
        };
    }

    /** What a server adds to a token: from microseconds to what a client would notice. */
    static double[] overhead() {
        return new double[] {
            0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1
        };
    }

    static double[] latency() {
        return new double[] {
            0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680
        };
    }

    /** 1, 2, 5, 10, 20, 50 ... up to a limit. */
    static double[] lengths(int limit) {
        return DoubleStream.iterate(1, power -> power <= limit, power -> power * 10)
                .flatMap(power -> DoubleStream.of(power, 2 * power, 5 * power))
                .filter(bound -> bound <= limit)
                .toArray();
    }
}
