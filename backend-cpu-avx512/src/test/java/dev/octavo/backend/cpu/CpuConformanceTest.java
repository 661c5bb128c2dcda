package dev.octavo.backend.cpu;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The shared suite, on more threads than tiles often are. */
class CpuConformanceTest {

    @TestFactory
    Stream<DynamicTest> conformance() {
        return ConformanceTests.of(CpuConformanceTest::open, testCase -> testCase.tier() == Tier.SMOKE);
    }

    private static Backend open() {
        return Backends.open(new BackendOptions(Map.of("threads", "3", "spin", "100")));
    }
}
