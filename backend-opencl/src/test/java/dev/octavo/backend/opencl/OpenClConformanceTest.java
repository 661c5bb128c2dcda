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
 * The shared suite on the first OpenCL device of this machine: behaviour, and an eighth of the core's operators, since a driver compiles a kernel for nearly every case.
 * {@code -Doctavo.opencl.conformance=core} asks for the whole core, {@code smoke} for the whole smoke tier.
 */
class OpenClConformanceTest {

    /** Those that a processor runs in seconds by the kernels of cards as well, and those that move bytes. */
    private static final Set<String> ON_CARDS = Set.of("rmsnorm", "softmax", "memory", "transfer");

    /** Families whose cases need kernels of their own. */
    private static final Set<String> COMPILED = Set.of(
            "gemm", "attention", "kv", "rmsnorm", "rope", "activation", "elementwise", "gather", "select", "softmax");

    private static final int PART = 8;

    private static final String ASKED = System.getProperty("octavo.opencl.conformance", "part");

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
                OpenClConformanceTest::isAskedOnCards);
    }

    private static boolean isAskedOnCards(ConformanceCase testCase) {
        boolean compiled = ON_CARDS.contains(testCase.family()) && !ASKED.equals("part");
        return isAsked(testCase) && (compiled || testCase.family().equals("transfer"));
    }

    private static boolean isAsked(ConformanceCase testCase) {
        if (testCase.tier() != Tier.SMOKE || ASKED.equals("smoke")) {
            return testCase.tier() == Tier.SMOKE;
        }
        boolean part = !COMPILED.contains(testCase.family())
                || Math.floorMod(testCase.id().hashCode(), PART) == 0;
        return testCase.core() && (part || ASKED.equals("core"));
    }
}
