package dev.octavo.conformance.select;

import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.ConformanceSuite;
import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.perf.PerfSuite;
import java.util.List;
import java.util.stream.Stream;

/**
 * A case as a run sees it: what it is called and where it belongs, without what it does.
 *
 * @param id the case's id
 * @param family the operator
 * @param dtypes element types and weight formats, the one that counts most first
 * @param tier the smallest tier that has it
 * @param core whether no backend may refuse it
 */
public record Subject(String id, String family, List<String> dtypes, Tier tier, boolean core) {

    /** Keeps a copy. */
    public Subject {
        dtypes = List.copyOf(dtypes);
    }

    static Subject of(ConformanceCase testCase) {
        return new Subject(testCase.id(), testCase.family(), testCase.dtypes(), testCase.tier(), testCase.core());
    }

    /** All cases of the suite. */
    public static List<Subject> ofSuite() {
        return ConformanceSuite.cases().stream().map(Subject::of).toList();
    }

    /** All cases of both suites. */
    public static List<Subject> all() {
        return Stream.concat(ofSuite().stream(), ofPerfSuite().stream()).toList();
    }

    /** All cases of the performance suite. */
    public static List<Subject> ofPerfSuite() {
        return PerfSuite.cases().stream()
                .map(perf -> new Subject(perf.id(), perf.family(), perf.dtypes(), Tier.SMOKE, false))
                .toList();
    }
}
