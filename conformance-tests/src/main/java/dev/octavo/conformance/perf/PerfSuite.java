package dev.octavo.conformance.perf;

import java.util.List;
import java.util.stream.Stream;

/** All that is timed. */
public final class PerfSuite {

    /** The family of the cases that say what the device can do at most. */
    public static final String CEILING = "ceiling";

    private PerfSuite() {}

    /** The cases, ceilings first. Ids are unique. */
    public static List<PerfCase> cases() {
        return Stream.of(CeilingTimings.all(), GemmTimings.all(), AttentionTimings.all(), OpTimings.all())
                .flatMap(family -> family)
                .toList();
    }
}
