package dev.octavo.conformance.check;

import java.util.stream.Stream;

/** Everything that is judged by what a backend does rather than by its numbers. */
final class BehaviourCases {

    private BehaviourCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                        MemoryCases.all(),
                        BufferCases.all(),
                        TransferCases.all(),
                        QueueCases.all(),
                        GraphCases.all(),
                        PlanCases.all(),
                        EmptyCases.all(),
                        ArgumentCases.all(),
                        SupportCases.all(),
                        CapabilityCases.all(),
                        ClosedCases.all(),
                        LeakCases.all(),
                        ThreadCases.all(),
                        LifecycleCases.all())
                .flatMap(cases -> cases);
    }
}
