package dev.octavo.conformance.reference;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ReferenceConformanceTest {

    @TestFactory
    Stream<DynamicTest> conformance() {
        return ConformanceTests.of(ReferenceProvider::openDefault, testCase -> testCase.tier() == Tier.SMOKE);
    }
}
