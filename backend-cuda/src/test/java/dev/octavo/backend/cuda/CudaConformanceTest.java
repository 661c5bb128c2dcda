package dev.octavo.backend.cuda;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The shared suite through the whole backend. */
class CudaConformanceTest {

    @TestFactory
    Stream<DynamicTest> conformance() {
        StandIn.require();
        return ConformanceTests.of(StandIn::backend, testCase -> testCase.tier() == Tier.SMOKE);
    }
}
