package dev.octavo.backend.opencl;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import dev.octavo.spi.BackendOptions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The shared suite on the first OpenCL device of this machine. */
class OpenClConformanceTest {

    /** Those that have kernels of both kinds, and those that move bytes. */
    private static final Set<String> FAMILIES =
            Set.of("gemm", "attention", "rmsnorm", "softmax", "select", "route", "memory", "transfer");

    @TestFactory
    Stream<DynamicTest> conformance() {
        Devices.require();
        return ConformanceTests.of(Devices::open, testCase -> testCase.tier() == Tier.SMOKE);
    }

    /** The kernels and the copies of cards, which a processor can run as well. */
    @TestFactory
    Stream<DynamicTest> asOnCards() {
        Devices.require();
        return ConformanceTests.of(
                () -> Devices.open(new BackendOptions(Map.of("kernels", "lanes", "staging", "copied"))),
                testCase -> testCase.tier() == Tier.SMOKE && FAMILIES.contains(testCase.family()));
    }
}
