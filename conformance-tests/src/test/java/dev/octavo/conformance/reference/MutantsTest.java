package dev.octavo.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.check.Check;
import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.ConformanceSuite;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.check.Tier;
import dev.octavo.spi.Backend;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The suite's own test: every wrong backend has to be caught, and by the check that is meant for it. */
class MutantsTest {

    /**
     * A wrong backend.
     *
     * @param family cases that may catch it
     * @param expected the checks that have to fail
     */
    record Mutant(String name, Function<ReferenceBackend, Backend> make, String family, Set<Check> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mutant> mutants() {
        return Stream.of(
                mutant("last tile skipped", GemmMutants::lastTileSkipped, "gemm", Check.EXACT, Check.BOUND),
                mutant("stale output", GemmMutants::staleOutput, "gemm", Check.REPLAY),
                mutant("epilogue reversed", GemmMutants::epilogueReversed, "gemm", Check.EXACT, Check.BOUND),
                mutant("not deterministic", GemmMutants::nonDeterministic, "gemm", Check.DETERMINISM),
                mutant("writes past the end", GemmMutants::writesPastTheEnd, "gemm", Check.CANARY),
                mutant("changes its input", GemmMutants::changesItsInput, "gemm", Check.INPUT),
                mutant("half precision", GemmMutants::halfPrecision, "gemm", Check.BOUND),
                mutant("support says yes", GemmMutants::supportSaysYes, "gemm", Check.SUPPORT),
                mutant("support says no", GemmMutants::supportSaysNo, "gemm", Check.SUPPORT),
                mutant("window off by one", AttentionMutants::windowOffByOne, "attention", Check.BOUND),
                mutant("mask forgotten", AttentionMutants::maskForgotten, "attention", Check.BOUND),
                mutant("wrong head group", AttentionMutants::wrongHeadGroup, "attention", Check.EXACT, Check.BOUND),
                mutant("lengths baked in", AttentionMutants::lengthsBakedIntoGraphs, "attention", Check.REPLAY),
                mutant("unwritten slots", AttentionMutants::readsUnwrittenSlots, "attention", Check.EXACT, Check.BOUND),
                mutant("epsilon forgotten", OtherMutants::epsilonForgotten, "rmsnorm", Check.BOUND),
                mutant("pairing ignored", OtherMutants::pairingIgnored, "rope", Check.EXACT),
                mutant("capabilities lie", OtherMutants::capabilitiesLie, "cast", Check.CAPABILITIES),
                mutant("leaks", OtherMutants::leaks, "kv", Check.LEAK));
    }

    private static Mutant mutant(
            String name, Function<ReferenceBackend, Backend> make, String family, Check first, Check... others) {
        return new Mutant(name, make, family, EnumSet.of(first, others));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isCaught(Mutant mutant) {
        try (Backend right = ReferenceProvider.openDefault()) {
            Backend wrong = mutant.make().apply((ReferenceBackend) right);
            Set<Check> missing = EnumSet.copyOf(mutant.expected());
            for (ConformanceCase testCase : cases(mutant.family()).toList()) {
                if (!missing.isEmpty() && testCase.run(wrong) instanceof Outcome.Failed failed) {
                    missing.remove(failed.check());
                }
            }
            assertThat(missing).as("checks that do not notice " + mutant).isEmpty();
        }
    }

    /** The smoke tier has to be enough. */
    private static Stream<ConformanceCase> cases(String family) {
        return ConformanceSuite.cases().stream()
                .filter(testCase -> testCase.family().equals(family) && testCase.tier() == Tier.SMOKE);
    }
}
