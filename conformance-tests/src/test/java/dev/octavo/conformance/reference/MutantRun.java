package dev.octavo.conformance.reference;

import dev.octavo.conformance.check.Check;
import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.ConformanceSuite;
import dev.octavo.conformance.check.LifecycleCase;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.check.Tier;
import dev.octavo.spi.Backend;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks mutants case after case until one catches each. Cases that are quick on a right backend come first. */
final class MutantRun {

    /** Cases behind all that were timed. */
    private static final long UNTIMED = Long.MAX_VALUE;

    private final boolean everything;
    private final long rootSeed;
    private final List<ConformanceCase> cases;
    private final Map<String, Long> nanos = new HashMap<>();

    /**
     * A run.
     *
     * @param tier cases of this tier are asked
     * @param everything whether all families are asked, rather than those that look at the fault alone
     * @param rootSeed where the numbers come from
     */
    MutantRun(Tier tier, boolean everything, long rootSeed) {
        this.everything = everything;
        this.rootSeed = rootSeed;
        this.cases = ConformanceSuite.cases().stream()
                .filter(testCase -> tier.includes(testCase.tier()))
                .toList();
    }

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

    /** Takes the time of the smoke tier's cases on a right backend, which has to pass them. */
    MutantRun timed() {
        try (Backend right = ReferenceProvider.openDefault()) {
            for (ConformanceCase testCase : cases) {
                if (testCase.tier() != Tier.SMOKE) {
                    continue;
                }
                long start = System.nanoTime();
                Outcome outcome = ask(testCase, right, ReferenceProvider::openDefault);
                nanos.put(testCase.id(), System.nanoTime() - start);
                if (outcome instanceof Outcome.Failed(Check check, String message)) {
                    throw new IllegalStateException("the right backend fails: " + check + ": " + message);
                }
            }
        }
        return this;
    }

    private Outcome ask(ConformanceCase testCase, Backend backend, Supplier<Backend> open) {
        return testCase instanceof LifecycleCase lifecycle
                ? lifecycle.run(open, rootSeed)
                : testCase.run(backend, rootSeed);
    }

    Result run(Mutant mutant) {
        List<ConformanceCase> wanted = cases.stream()
                .filter(testCase -> everything || mutant.families().contains(testCase.family()))
                .sorted(Comparator.comparingInt((ConformanceCase testCase) -> rank(mutant, testCase))
                        .thenComparingLong(testCase -> nanos.getOrDefault(testCase.id(), UNTIMED)))
                .toList();
        int asked = 0;
        Backend wrong = mutant.open();
        try {
            for (ConformanceCase testCase : wanted) {
                asked++;
                if (ask(testCase, wrong, mutant::open) instanceof Outcome.Failed(Check check, String message)) {
                    return new Result(mutant, asked, testCase.id(), check);
                }
            }
        } finally {
            close(wrong);
        }
        return new Result(mutant, asked, null, null);
    }

    /** Families that look at the fault come before all others, smoke before full. */
    private static int rank(Mutant mutant, ConformanceCase testCase) {
        int family = mutant.families().indexOf(testCase.family());
        int later = testCase.tier() == Tier.SMOKE ? 0 : 1000;
        return later + (family < 0 ? 999 : family);
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
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            List<Future<Result>> results = mutants.stream()
                    .map(mutant -> two.submit(() -> run(mutant)))
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
