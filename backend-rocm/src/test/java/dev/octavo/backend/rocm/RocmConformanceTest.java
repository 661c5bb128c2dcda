package dev.octavo.backend.rocm;

import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The shared suite through the whole backend. The stand-in compiles each kernel with the host's compiler, so only Core is run unless {@code octavo.rocm.conformance} is {@code smoke}; what was
 * compiled is kept in {@code gpu-kernels/target}, for the CUDA backend's tests too.
 */
class RocmConformanceTest {

    @TestFactory
    Stream<DynamicTest> conformance() {
        StandIn.require();
        return ConformanceTests.of(StandIn::backend, RocmConformanceTest::isWanted);
    }

    private static boolean isWanted(ConformanceCase testCase) {
        boolean all = System.getProperty("octavo.rocm.conformance", "core").equals("smoke");
        return testCase.tier() == Tier.SMOKE && (all || testCase.core());
    }
}
