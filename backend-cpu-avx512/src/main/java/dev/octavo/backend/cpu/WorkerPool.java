package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceException;
import dev.octavo.spi.OctavoException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a backend. The thread that enqueues is number 0 and works too; the others are daemons that spin for a while between tasks and then sleep.
 *
 * <p>All of a task's state is one word, {@code epoch | tiles | next}: whoever wants a tile raises {@code next} by compare-and-set, which fails if the task has changed
 * meanwhile. So a thread that wakes up late finds nothing to do and is never waited for.
 */
final class WorkerPool implements AutoCloseable {

    /** Most tiles of one task. */
    static final int MAX_TILES = (1 << 20) - 1;

    private static final VarHandle WORK;
    private static final VarHandle DONE;
    private static final VarHandle FAILURE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORK = lookup.findVarHandle(WorkerPool.class, "work", long.class);
            DONE = lookup.findVarHandle(WorkerPool.class, "done", int.class);
            FAILURE = lookup.findVarHandle(WorkerPool.class, "failure", Throwable.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int FIELD = 20;
    private static final long NEXT = (1L << FIELD) - 1;
    private static final long EPOCH = 1L << (2 * FIELD);

    private final ReentrantLock owner = new ReentrantLock();
    private final PoolWorker[] workers;
    private final int spin;
    private volatile boolean closed;

    @SuppressWarnings("unused") // through WORK
    private volatile long work;

    @SuppressWarnings("unused") // through DONE
    private volatile int done;

    private volatile @Nullable Throwable failure;
    private @Nullable TileTask task;

    /** @param spin how often an idle worker looks for work before it sleeps */
    WorkerPool(int threads, int spin) {
        this.spin = spin;
        workers = new PoolWorker[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new PoolWorker(this, i + 1, spin);
        }
        for (PoolWorker worker : workers) {
            worker.start();
        }
    }

    /** Threads, the caller included. */
    int threads() {
        return workers.length + 1;
    }

    /**
     * Takes the pool for the calling thread, waiting for another one to leave it.
     *
     * @throws IllegalStateException if the pool is closed
     */
    void enter() {
        owner.lock();
        if (closed) {
            owner.unlock();
            throw new IllegalStateException("the cpu backend is closed");
        }
    }

    /** Gives the pool back. */
    void leave() {
        owner.unlock();
    }

    /**
     * Runs all tiles and returns when the last one is done. Only between {@link #enter} and {@link #leave}.
     *
     * @throws DeviceException if a tile threw; the remaining tiles have run nevertheless
     */
    void run(TileTask next, int tiles) {
        if (tiles > MAX_TILES) {
            throw new IllegalArgumentException(tiles + " tiles, but a task has at most " + MAX_TILES);
        }
        if (tiles <= 1 || workers.length == 0) {
            runAlone(next, tiles);
        } else {
            runTogether(next, tiles);
        }
    }

    private static void runAlone(TileTask next, int tiles) {
        try {
            for (int tile = 0; tile < tiles; tile++) {
                next.run(0, tile);
            }
        } catch (RuntimeException | Error e) {
            throw report(e);
        }
    }

    private void runTogether(TileTask next, int tiles) {
        task = next;
        failure = null;
        DONE.setRelease(this, 0);
        long epoch = ((long) WORK.getAcquire(this) & -EPOCH) + EPOCH;
        WORK.setVolatile(this, epoch | ((long) tiles << FIELD));
        wake(tiles - 1);
        while (step(0)) {
            Thread.onSpinWait();
        }
        awaitAll(tiles);
        task = null;
        Throwable error = failure;
        if (error != null) {
            throw report(error);
        }
    }

    private void wake(int wanted) {
        int awake = Math.min(wanted, workers.length);
        for (int i = 0; i < awake; i++) {
            workers[i].wake();
        }
    }

    /** A thread that has a tile and no processor gets ours after a while; on an idle machine that never happens. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void awaitAll(int tiles) {
        int looks = 0;
        while ((int) DONE.getAcquire(this) < tiles) {
            if (++looks < spin) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** Whether there is a tile that nobody has taken. */
    boolean hasWork() {
        long word = (long) WORK.getVolatile(this);
        return (word & NEXT) < ((word >>> FIELD) & NEXT);
    }

    /** Takes a tile and runs it. Returns whether there may be more. */
    boolean step(int worker) {
        long word = (long) WORK.getAcquire(this);
        int tile = (int) (word & NEXT);
        if (tile >= (int) ((word >>> FIELD) & NEXT)) {
            return false;
        }
        if (WORK.compareAndSet(this, word, word + 1)) {
            runTile(worker, tile);
        }
        return true;
    }

    private void runTile(int worker, int tile) {
        try {
            TileTask current = task;
            if (current != null) {
                current.run(worker, tile);
            }
        } catch (Throwable e) {
            // Whatever it is, the caller has to learn of it, and this thread has to go on.
            FAILURE.compareAndSet(this, null, e);
        } finally {
            DONE.getAndAdd(this, 1);
        }
    }

    private static RuntimeException report(Throwable error) {
        if (error instanceof OctavoException known) {
            return known;
        }
        return new DeviceException("a kernel of the cpu backend failed: " + error, error);
    }

    boolean isClosed() {
        return closed;
    }

    /** Waits for the task under way, then ends the threads; idempotent. */
    @Override
    public void close() {
        owner.lock();
        try {
            closed = true;
        } finally {
            owner.unlock();
        }
        for (PoolWorker worker : workers) {
            worker.end();
        }
    }
}
