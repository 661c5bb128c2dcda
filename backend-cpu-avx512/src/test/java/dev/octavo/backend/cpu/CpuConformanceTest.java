package dev.octavo.backend.cpu;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The shared suite, on more threads than tiles often are. */
class CpuConformanceTest {

    private static final Set<String> FAMILIES = Set.of("gemm", "attention");
    private static final Set<String> MATRICES = Set.of("gemm");

    @TestFactory
    Stream<DynamicTest> conformance() {
        return ConformanceTests.of(CpuConformanceTest::open, testCase -> testCase.tier() == Tier.SMOKE);
    }

    /** Matrix products and attention once more with every kernel that this machine can run. */
    @TestFactory
    Stream<DynamicContainer> kernels() {
        List<String> everywhere = Backends.kernels();
        return Backends.kernelsForMatrices().stream()
                .map(kernels -> DynamicContainer.dynamicContainer(
                        kernels,
                        ConformanceTests.of(
                                () -> open(kernels),
                                testCase -> testCase.tier() == Tier.SMOKE
                                        && (everywhere.contains(kernels) ? FAMILIES : MATRICES)
                                                .contains(testCase.family()))));
    }

    private static Backend open() {
        return open("auto");
    }

    private static Backend open(String kernels) {
        return Backends.open(new BackendOptions(Map.of("threads", "3", "spin", "100", "kernels", kernels)));
    }
}
