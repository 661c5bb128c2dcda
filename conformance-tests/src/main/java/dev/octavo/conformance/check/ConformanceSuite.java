package dev.octavo.conformance.check;

import java.util.List;
import java.util.stream.Stream;

/** All cases that there are. */
public final class ConformanceSuite {

    private ConformanceSuite() {}

    /** The cases, in an order that does not change from run to run. Ids are unique. */
    public static List<ConformanceCase> cases() {
        return Stream.of(BehaviourCases.all(), GemmCases.all(), AttentionCases.all(), KvCases.all(), OpCases.all())
                .flatMap(family -> family)
                .toList();
    }
}
