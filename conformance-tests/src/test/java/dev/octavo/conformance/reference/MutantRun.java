package dev.octavo.conformance.reference;

import dev.octavo.conformance.check.Check;
import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.ConformanceSuite;
import dev.octavo.conformance.check.LifecycleCase;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.check.Tier;
import dev.octavo.spi.Backend;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks a mutant case after case until one catches it.
 *
 * @param tier cases of this tier are asked
 * @param everything whether all families are asked, rather than those that look at the fault alone
 * @param rootSeed where the numbers come from
 */
record MutantRun(Tier tier, boolean everything, long rootSeed) {

    /**
     * What became of a mutant.
     *
     * @param mutant which one
     * @param asked how many cases were asked
     * @param caught the id of the case that caught it, or null
     * @param check what that case looked at
     */
    record Result(
            Mutant mutant,
            int asked,
            @Nullable String caught,
            @Nullable Check check) {

        boolean survived() {
            return caught == null;
        }
    }

    Result run(Mutant mutant, List<ConformanceCase> suite) {
        List<ConformanceCase> cases = suite.stream()
                .filter(testCase -> tier.includes(testCase.tier()))
                .filter(testCase -> everything || mutant.families().contains(testCase.family()))
                .sorted(Comparator.comparingInt(testCase -> mutant.families().indexOf(testCase.family()) & 0xFFFF))
                .toList();
        int asked = 0;
        Backend wrong = mutant.open();
        try {
            for (ConformanceCase testCase : cases) {
                asked++;
                Outcome outcome = testCase instanceof LifecycleCase lifecycle
                        ? lifecycle.run(mutant::open)
                        : testCase.run(wrong, rootSeed);
                if (outcome instanceof Outcome.Failed(Check check, String message)) {
                    return new Result(mutant, asked, testCase.id(), check);
                }
            }
        } finally {
            close(wrong);
        }
        return new Result(mutant, asked, null, null);
    }

    private static void close(Backend wrong) {
        try {
            wrong.close();
        } catch (RuntimeException e) {
            // A mutant may fail to close as well; what caught it is known by then.
        }
    }

    /** All mutants, two at a time. */
    List<Result> all(List<Mutant> mutants) {
        List<ConformanceCase> suite = ConformanceSuite.cases();
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            List<Future<Result>> results = mutants.stream()
                    .map(mutant -> two.submit(() -> run(mutant, suite)))
                    .toList();
            return results.stream().map(MutantRun::join).toList();
        }
    }

    private static Result join(Future<Result> result) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a mutant could not be run", e.getCause());
        }
    }
}
