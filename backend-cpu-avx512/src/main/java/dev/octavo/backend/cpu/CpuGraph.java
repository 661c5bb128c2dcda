package dev.octavo.backend.cpu;

import dev.octavo.spi.CommandGraph;
import java.util.List;

/** Recorded commands, run one after the other at each launch. */
final class CpuGraph implements CommandGraph {

    private final Runnable[] commands;
    private volatile boolean closed;

    CpuGraph(List<Runnable> commands) {
        this.commands = commands.toArray(Runnable[]::new);
    }

    void launch() {
        if (closed) {
            throw new IllegalStateException("this graph is closed");
        }
        for (Runnable command : commands) {
            command.run();
        }
    }

    @Override
    public int nodeCount() {
        return commands.length;
    }

    @Override
    public void close() {
        closed = true;
    }
}
