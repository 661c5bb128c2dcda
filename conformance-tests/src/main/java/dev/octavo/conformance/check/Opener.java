package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import java.util.function.Supplier;

/**
 * Opens backends, and benches on them.
 *
 * @param source opens another backend with each call
 * @param variety where the numbers of fixtures come from
 */
record Opener(Supplier<Backend> source, Variety variety) {

    /** Another backend, which the caller closes. */
    Backend backend() {
        return source.get();
    }

    /** A bench on a backend. */
    Bench bench(Backend backend) {
        return new Bench(backend, variety);
    }

    /** Requires that the plainest operators of every kind give right results. */
    void requireWorks(Backend backend, Check check, String when) {
        try (Bench bench = bench(backend)) {
            new SumFixture(bench, 4, 50).requireRight(bench.queue(), check, when);
            ProductFixture product = new ProductFixture(bench, 3, 20, 30);
            product.requireRight(bench.queue(), product.load(1), 1, check, when);
            new DecodeFixture(bench).requireRight(bench.queue(), check, when);
        }
    }
}
