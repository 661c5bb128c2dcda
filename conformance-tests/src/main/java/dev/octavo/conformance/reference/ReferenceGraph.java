package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandGraph;
import java.util.List;

/** Recorded commands. */
class ReferenceGraph extends Resource implements CommandGraph {

    private final List<Runnable> commands;

    ReferenceGraph(ReferenceBackend owner, List<Runnable> commands) {
        super(owner, "graph");
        this.commands = commands;
        register();
    }

    @Override
    public int nodeCount() {
        return commands.size();
    }

    void run() {
        requireOpen();
        commands.forEach(Runnable::run);
    }
}
