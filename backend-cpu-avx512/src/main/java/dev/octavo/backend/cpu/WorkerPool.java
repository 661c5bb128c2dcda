package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.topology.Seating;
import dev.octavo.spi.DeviceException;

/**
 * The threads that a backend may use of a {@link Crew}, which several backends share: they take turns, so that a process never computes on more threads than its largest backend asked for. The thread that enqueues is number
 * 0 and works too.
 */
final class WorkerPool implements AutoCloseable {

    /** Most tiles of one task. */
    static final int MAX_TILES = Crew.MAX_TILES;

    private final Crews crews;
    private final Crew crew;
    private final int threads;
    private final int spin;
    private volatile boolean closed;

    /** Made by {@link Crews#join}. */
    WorkerPool(Crews crews, Crew crew, int threads, int spin) {
        this.crews = crews;
        this.crew = crew;
        this.threads = threads;
        this.spin = spin;
    }

    /** Threads, the caller included. */
    int threads() {
        return threads;
    }

    /** How often an idle thread looks for work before it sleeps. */
    int spin() {
        return spin;
    }

    Crew crew() {
        return crew;
    }

    /** Where the threads belong. */
    Seating seating() {
        return crew.seating();
    }

    /**
     * Takes the crew for the calling thread, waiting for another one to leave it.
     *
     * @throws IllegalStateException if the pool is closed
     */
    void enter() {
        crew.enter();
        if (closed) {
            crew.leave();
            throw new IllegalStateException("the cpu backend is closed");
        }
    }

    /** Gives the crew back. */
    void leave() {
        crew.leave();
    }

    /**
     * Runs all tiles and returns when the last one is done. Only between {@link #enter} and {@link #leave}. On several memory nodes, threads of a node begin with the node's part of the tiles.
     *
     * @throws DeviceException if a tile threw; the remaining tiles have run nevertheless
     */
    void run(TileTask task, int tiles) {
        crew.run(task, tiles, threads, spin, true);
    }

    /** The same, but each node's part of the tiles is run by threads of the node only, for memory that lies where it is first written. */
    void runInPlace(TileTask task, int tiles) {
        crew.run(task, tiles, threads, spin, false);
    }

    boolean isClosed() {
        return closed;
    }

    /** Waits for the task under way, then ends the threads that no other pool needs; idempotent. */
    @Override
    public void close() {
        crew.enter();
        boolean first = !closed;
        closed = true;
        crew.leave();
        if (first) {
            crews.leave(this);
        }
    }
}
