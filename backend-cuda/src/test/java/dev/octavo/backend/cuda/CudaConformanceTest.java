package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The shared suite through the whole backend. The stand-in compiles each kernel with the host's compiler, hundreds for the whole of smoke, so only Core is run unless {@code octavo.cuda.conformance} is
 * {@code smoke}; what was compiled is kept in {@code target}.
 */
class CudaConformanceTest {

    @TestFactory
    Stream<DynamicTest> conformance() throws IOException {
        Path asked = Path.of(StandIn.require().kernelList());
        Files.deleteIfExists(asked);
        return Stream.concat(
                ConformanceTests.of(StandIn::backend, CudaConformanceTest::isWanted),
                Stream.of(DynamicTest.dynamicTest(
                        "the lists of kernels have what was asked for", () -> isListed(asked))));
    }

    /** What a release compiles ahead of time is recorded, less what {@code kernels/build} leaves out, and would miss kernels whose definitions have changed. */
    private static void isListed(Path asked) throws IOException, InterruptedException {
        Set<String> listed = new HashSet<>(KernelLists.built(KernelLists.recorded()));
        assertThat(Files.readAllLines(asked))
                .as("add these lines to kernels/hopper.txt (warpgroups), kernels/units.txt (matrix units) or"
                        + " kernels/instances.txt (all others), or let kernels/build not leave them out")
                .isNotEmpty()
                .isSubsetOf(listed);
    }

    private static boolean isWanted(ConformanceCase testCase) {
        boolean all = System.getProperty("octavo.cuda.conformance", "core").equals("smoke");
        return testCase.tier() == Tier.SMOKE && (all || testCase.core());
    }
}
