package dev.octavo.conformance.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All cases that there are. */
public final class ConformanceSuite {

    /** Of the dense cases of a family, every so many comes again with imported inputs. */
    private static final int IMPORTED = 4;

    private ConformanceSuite() {}

    /** The cases, in an order that does not change from run to run. Ids are unique. */
    public static List<ConformanceCase> cases() {
        return Stream.of(
                        BehaviourCases.all(),
                        LoadCases.all(),
                        numeric(GemmCases.all()),
                        numeric(AttentionCases.all()),
                        numeric(KvCases.all()),
                        numeric(OpCases.all()),
                        planted())
                .flatMap(family -> family)
                .toList();
    }

    /** Small cases that every tier has. */
    private static Stream<ConformanceCase> planted() {
        return Stream.of(
                        AliasCases.all(),
                        PlantedRowCases.all(),
                        PlantedPointCases.all(),
                        PlantedEdgeCases.all(),
                        PlantedLimitCases.all(),
                        CacheLimitCases.all())
                .flatMap(cases -> cases);
    }

    private static Stream<ConformanceCase> numeric(Stream<KernelCase> family) {
        List<KernelCase> cases = new ArrayList<>();
        int dense = 0;
        for (KernelCase testCase : family.toList()) {
            cases.add(testCase);
            if (testCase.isDense() && dense++ % IMPORTED == 0) {
                cases.add(testCase.imported());
            }
        }
        return SmokeCover.choose(cases).stream().map(ConformanceCase.class::cast);
    }
}
