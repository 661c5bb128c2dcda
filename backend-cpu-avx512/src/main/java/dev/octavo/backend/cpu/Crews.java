package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.topology.Seating;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Shares crews among pools: those whose threads belong to the same places have one. */
final class Crews {

    /** Of the whole process. The only thing that backends share: threads beyond the processor's cores would take turns on them and wait for each other. */
    static final Crews PROCESS = new Crews();

    private final Map<Seating, Crew> crews = new HashMap<>();
    private final List<WorkerPool> pools = new ArrayList<>();

    /**
     * Opens a pool.
     *
     * @param threads the enqueuing one included
     * @param spin how often an idle worker looks for work before it sleeps; where pools differ the largest counts
     */
    synchronized WorkerPool join(Seating seating, int threads, int spin) {
        Crew crew = crews.computeIfAbsent(seating, Crew::new);
        WorkerPool pool = new WorkerPool(this, crew, threads, spin);
        pools.add(pool);
        fit(crew);
        return pool;
    }

    /** Lets a pool go that is closed. */
    synchronized void leave(WorkerPool pool) {
        pools.remove(pool);
        fit(pool.crew());
        if (pool.crew().threads() == 1) {
            crews.remove(pool.seating(), pool.crew());
        }
    }

    private void fit(Crew crew) {
        crew.fit(Math.max(1, largest(crew, WorkerPool::threads)), largest(crew, WorkerPool::spin));
    }

    private int largest(Crew crew, ToIntFunction<WorkerPool> figure) {
        return pools.stream()
                .filter(pool -> pool.crew() == crew)
                .mapToInt(figure)
                .max()
                .orElse(0);
    }
}
