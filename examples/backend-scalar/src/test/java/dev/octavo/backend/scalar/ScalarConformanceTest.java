package dev.octavo.backend.scalar;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Probe;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The shared suite, in the tier for every build: whatever belongs to Core has to pass, the rest has to be refused in order. */
class ScalarConformanceTest {

    @TestFactory
    Stream<DynamicTest> conformance() {
        return ConformanceTests.of(ScalarConformanceTest::open, testCase -> testCase.tier() == Tier.SMOKE);
    }

    private static Backend open() {
        ScalarProvider provider = new ScalarProvider();
        Probe.Available found = (Probe.Available) provider.probe();
        return provider.open(found.devices().getFirst(), BackendOptions.none());
    }
}
