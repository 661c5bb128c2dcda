package dev.octavo.backend.opencl;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The shared suite on the first OpenCL device of this machine. */
class OpenClConformanceTest {

    @TestFactory
    Stream<DynamicTest> conformance() {
        Devices.require();
        return ConformanceTests.of(Devices::open, testCase -> testCase.tier() == Tier.SMOKE);
    }
}
