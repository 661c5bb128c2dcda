package dev.octavo.conformance.junit;

import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.ConformanceSuite;
import dev.octavo.conformance.check.LifecycleCase;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.select.Profile;
import dev.octavo.spi.Backend;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;

/**
 * The suite's door for JUnit. A backend's whole test class:
 *
 * <pre>{@code
 * class MyBackendConformanceTest {
 *     @TestFactory
 *     Stream<DynamicTest> conformance() {
 *         return ConformanceTests.of(MyBackendConformanceTest::openBackend);
 *     }
 * }
 * }</pre>
 *
 * <p>A case that the backend says it does not support is reported as skipped, with the backend's reason.
 */
public final class ConformanceTests {

    private ConformanceTests() {}

    /**
     * The whole door: tiers, filters, seeds, a profile, and a container for each operator.
     *
     * <pre>{@code
     * @TestFactory
     * Stream<DynamicNode> conformance() {
     *     return ConformanceTests.suite(MyBackendConformanceTest::openBackend)
     *             .profile(Profile.read(Path.of("mydevice.profile")))
     *             .nodes();
     * }
     * }</pre>
     *
     * @param open opens the backend under test
     */
    public static ConformancePlan suite(Supplier<Backend> open) {
        return new ConformancePlan(open, Tier.SMOKE, List.of(), 0, Profile.none());
    }

    /**
     * One test per case. The backend is opened once, when the first case starts, and closed by the stream's end.
     *
     * @param open opens the backend under test
     */
    public static Stream<DynamicTest> of(Supplier<Backend> open) {
        return of(open, testCase -> true);
    }

    /**
     * One test per case that is wanted, to look at one family or one failure; a whole run of a backend wants all.
     *
     * @param open opens the backend under test
     * @param wanted which cases, for example {@code c -> c.family().equals("gemm")}
     */
    public static Stream<DynamicTest> of(Supplier<Backend> open, Predicate<ConformanceCase> wanted) {
        List<ConformanceCase> cases =
                ConformanceSuite.cases().stream().filter(wanted).toList();
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("no case is wanted, so nothing would be tested");
        }
        OpenOnce backend = new OpenOnce(open);
        return cases.stream()
                .map(testCase -> DynamicTest.dynamicTest(testCase.id(), () -> run(testCase, open, backend)))
                .onClose(backend::close);
    }

    private static void run(ConformanceCase testCase, Supplier<Backend> open, OpenOnce backend) {
        Outcome outcome =
                testCase instanceof LifecycleCase lifecycle ? lifecycle.run(open, 0) : testCase.run(backend.backend());
        switch (outcome) {
            case Outcome.Passed passed -> {}
            case Outcome.Unsupported(String reason) -> Assumptions.abort("unsupported: " + reason);
            case Outcome.Failed(var check, String message) -> throw new AssertionFailedError(message);
        }
    }
}
