package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NodeMemory;
import dev.octavo.backend.cpu.topology.Seating;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Puts memory on the nodes whose threads will read it. With one node there is nothing to do. */
final class NodePlacement {

    private static final System.Logger LOG = System.getLogger("dev.octavo.backend.cpu");

    private final List<Integer> nodes;
    private final Optional<NodeMemory> memory;
    private final AtomicBoolean failed = new AtomicBoolean();

    NodePlacement(Seating seating) {
        nodes = seating.nodes();
        memory = nodes.size() > 1
                ? NodeMemory.of(HostFacts.operatingSystem(), HostFacts.architecture())
                : Optional.empty();
    }

    /** How many nodes there are. */
    int count() {
        return nodes.size();
    }

    /** Memory that any thread may read: in turn on all nodes. */
    void interleave(MemorySegment segment) {
        if (nodes.size() > 1) {
            check(memory.filter(calls -> calls.interleave(segment, nodes)).isPresent());
        }
    }

    /** Memory that threads of a node read. */
    void put(MemorySegment segment, int group) {
        if (nodes.size() > 1) {
            check(memory.filter(calls -> calls.prefer(segment, nodes.get(group)))
                    .isPresent());
        }
    }

    private void check(boolean done) {
        if (!done && failed.compareAndSet(false, true)) {
            LOG.log(
                    Level.INFO,
                    "memory cannot be put on a node here (containers forbid mbind); it lies where a thread first writes it");
        }
    }
}
