package dev.octavo.backend.cpu;

import dev.octavo.spi.CommandGraph;
import java.util.List;

/** Recorded commands, run one after the other at each launch. */
final class CpuGraph implements CommandGraph {

    private final CpuCore core;
    private final Runnable[] commands;
    private volatile boolean closed;

    CpuGraph(CpuCore core, List<Runnable> commands) {
        this.core = core;
        this.commands = commands.toArray(Runnable[]::new);
    }

    CpuCore core() {
        return core;
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
