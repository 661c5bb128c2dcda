package dev.octavo.conformance.reference;

import java.util.List;
import java.util.stream.Stream;

/** All seeded faults. */
final class MutantCatalogue {

    private MutantCatalogue() {}

    static List<Mutant> all() {
        return Stream.of(
                        OutputFaults.all(),
                        AliasFaults.all(),
                        StrideFaults.all(),
                        GemmFaults.all(),
                        QuantFaults.all(),
                        AttentionFaults.all(),
                        KvFaults.all(),
                        EightBitFaults.all(),
                        RowFaults.all(),
                        PointFaults.all(),
                        MemoryFaults.all(),
                        QueueFaults.all(),
                        GraphFaults.all(),
                        SupportFaults.all(),
                        LifetimeFaults.all(),
                        LeakFaults.all(),
                        ArgumentFaults.all(),
                        LimitFaults.all())
                .flatMap(family -> family)
                .toList();
    }
}
