package dev.octavo.backend.opencl;

import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import dev.octavo.spi.BackendOptions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The shared suite on the first OpenCL device of this machine: the core, since a driver compiles a kernel for nearly every case. {@code -Doctavo.opencl.conformance=smoke} asks for the whole smoke tier.
 */
class OpenClConformanceTest {

    /** Those that a processor runs in seconds by the kernels of cards as well, and those that move bytes. */
    private static final Set<String> ON_CARDS = Set.of("rmsnorm", "softmax", "memory", "transfer");

    private static final boolean ALL =
            System.getProperty("octavo.opencl.conformance", "core").equals("smoke");

    @TestFactory
    Stream<DynamicTest> conformance() {
        Devices.require();
        return ConformanceTests.of(Devices::open, OpenClConformanceTest::isAsked);
    }

    /** The kernels and the copies of cards, which a processor can run as well. */
    @TestFactory
    Stream<DynamicTest> asOnCards() {
        Devices.require();
        return ConformanceTests.of(
                () -> Devices.open(new BackendOptions(Map.of("kernels", "lanes", "staging", "copied"))),
                testCase -> isAsked(testCase) && ON_CARDS.contains(testCase.family()));
    }

    private static boolean isAsked(ConformanceCase testCase) {
        return testCase.tier() == Tier.SMOKE && (ALL || testCase.core());
    }
}
