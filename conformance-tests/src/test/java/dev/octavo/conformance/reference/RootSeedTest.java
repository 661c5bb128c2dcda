package dev.octavo.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.ConformanceSuite;
import dev.octavo.conformance.check.LifecycleCase;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.check.Tier;
import dev.octavo.spi.Backend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Another root seed is another run: cases of every family give a backend other numbers, and the same seed gives the same ones. */
class RootSeedTest {

    private static final int SAMPLE = 16;

    private static final Set<String> NUMERIC = Set.of(
            "gemm", "attention", "kv", "rmsnorm", "layernorm", "rope", "activation", "elementwise", "cast", "gather");

    /** Compares words with words. */
    private static final Set<String> WITHOUT_NUMBERS = Set.of("capabilities");

    /** How many cases of a family were asked, and for how many of them another seed was no other run. */
    private record Count(int asked, int same) {
        Count with(boolean isSame) {
            return new Count(asked + 1, same + (isSame ? 1 : 0));
        }
    }

    @Test
    void everyFamilyDependsOnTheRootSeed() {
        Map<String, Count> counts = new TreeMap<>();
        for (ConformanceCase testCase : sample()) {
            long first = given(testCase, 1);
            assertThat(given(testCase, 1)).as(testCase.id()).isEqualTo(first);
            boolean same = first == given(testCase, 2);
            counts.merge(testCase.family(), new Count(0, 0).with(same), (sofar, one) -> sofar.with(same));
        }
        assertThat(counts).hasSizeGreaterThan(25);
        // Cases of no elements, or of marks that are easier to compare if they are fixed, stay as they are.
        counts.forEach((family, count) ->
                assertThat(count.same()).as(family + " " + count).isLessThan(Math.max(1, count.asked())));
        assertThat(counts)
                .allSatisfy(
                        (family, count) -> assertThat(!NUMERIC.contains(family) || 4 * count.same() <= count.asked())
                                .as(family + " " + count)
                                .isTrue());
    }

    /** The first cases of each family. Imported inputs are not seen by the recorder. */
    private static List<ConformanceCase> sample() {
        Map<String, Integer> taken = new HashMap<>();
        return ConformanceSuite.cases().stream()
                .filter(testCase -> testCase.tier() == Tier.SMOKE)
                .filter(testCase -> !testCase.id().contains("layout=imported"))
                .filter(testCase -> !WITHOUT_NUMBERS.contains(testCase.family()))
                .filter(testCase -> taken.merge(testCase.family(), 1, Integer::sum) <= SAMPLE)
                .toList();
    }

    private static long given(ConformanceCase testCase, long seed) {
        Recorded recorded = new Recorded();
        List<Backend> opened = new ArrayList<>();
        Backend backend = recorded.open();
        opened.add(backend);
        Outcome outcome = testCase instanceof LifecycleCase lifecycle
                ? lifecycle.run(
                        () -> {
                            Backend another = recorded.open();
                            opened.add(another);
                            return another;
                        },
                        seed)
                : testCase.run(backend, seed);
        opened.forEach(Backend::close);
        assertThat(outcome).as(testCase.id() + " with seed " + seed).isInstanceOf(Outcome.Passed.class);
        return testCase.family().equals("support") ? recorded.questions() : recorded.bytes();
    }
}
