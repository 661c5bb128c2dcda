package dev.octavo.backend.scalar;

import dev.octavo.conformance.junit.ConformanceTests;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Probe;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * The shared suite: whatever belongs to Core has to pass, the rest has to be refused in order. In the tier for every build unless {@code -Doctavo.conformance.tier=full} asks for more.
 */
class ScalarConformanceTest {

    @TestFactory
    Stream<DynamicNode> conformance() {
        return ConformanceTests.suite(ScalarConformanceTest::open).nodes();
    }

    private static Backend open() {
        ScalarProvider provider = new ScalarProvider();
        Probe.Available found = (Probe.Available) provider.probe();
        return provider.open(found.devices().getFirst(), BackendOptions.none());
    }
}
