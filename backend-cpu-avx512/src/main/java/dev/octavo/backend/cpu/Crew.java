package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.topology.Seating;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.OctavoException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run tiles together with whoever enters; daemons that spin for a while between tasks and then sleep.
 *
 * <p>The state of a task is one word for each memory node, {@code epoch | end | next}: whoever wants a tile raises {@code next} by compare-and-set, which fails if the task has changed meanwhile. So a thread that wakes up late
 * finds nothing to do and is never waited for.
 */
final class Crew {

    /** Most tiles of one task. */
    static final int MAX_TILES = (1 << 20) - 1;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle FAILURE;

    static {
        try {
            FAILURE = MethodHandles.lookup().findVarHandle(Crew.class, "failure", Throwable.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int FIELD = 20;
    private static final long NEXT = (1L << FIELD) - 1;
    private static final long EPOCH = 1L << (2 * FIELD);

    /** Two cache lines: a processor fetches them in pairs. */
    private static final int APART = 128 / Long.BYTES;

    /** Fair, or a busy backend would keep the others out. */
    private final ReentrantLock owner = new ReentrantLock(true);

    private final Seating seating;
    private final Binding binding;
    private final int groups;

    /** Tiles that are done at {@link #APART}, then the words of the nodes; each on lines of its own. */
    private final long[] cells;

    private volatile PoolWorker[] workers = new PoolWorker[0];
    private volatile int spin;
    private volatile @Nullable Throwable failure;
    private @Nullable TileTask task;

    /** Threads that take part in the task. */
    private int part;

    /** Whether they help other nodes. */
    private boolean helping;

    private int[] shares = new int[0];

    Crew(Seating seating) {
        this.seating = seating;
        binding = new Binding(seating);
        groups = seating.nodes().size();
        cells = new long[(groups + 3) * APART];
    }

    Seating seating() {
        return seating;
    }

    /** Threads, the caller included. */
    int threads() {
        return workers.length + 1;
    }

    /** How often an idle worker looks for work before it sleeps. */
    int spin() {
        return spin;
    }

    /** Makes the crew as large as it has to be. */
    void fit(int threads, int looks) {
        spin = looks;
        PoolWorker[] before = workers;
        PoolWorker[] after = Arrays.copyOf(before, threads - 1);
        for (int i = before.length; i < after.length; i++) {
            after[i] = new PoolWorker(this, i + 1);
        }
        workers = after;
        for (int i = before.length; i < after.length; i++) {
            after[i].start();
        }
        for (int i = after.length; i < before.length; i++) {
            before[i].end();
        }
    }

    /** Takes the crew for the calling thread, waiting for another one to leave it. */
    void enter() {
        owner.lock();
        binding.confineCaller();
    }

    void leave() {
        owner.unlock();
    }

    /** See {@link WorkerPool#run}. */
    void run(TileTask next, int tiles, int threads, int patience, boolean help) {
        if (tiles > MAX_TILES) {
            throw new IllegalArgumentException(tiles + " tiles, but a task has at most " + MAX_TILES);
        }
        if (tiles <= 1 || threads == 1) {
            runAlone(next, tiles);
        } else {
            runTogether(next, tiles, threads, patience, help);
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

    private void runTogether(TileTask next, int tiles, int threads, int patience, boolean help) {
        task = next;
        helping = help;
        if (part != threads) {
            part = threads;
            shares = seating.shares(threads);
        }
        failure = null;
        CELL.setRelease(cells, APART, 0L);
        publish(tiles);
        PoolWorker[] all = workers;
        // Which nodes the first tiles belong to is not known here.
        int awake = (groups > 1 ? threads : Math.min(tiles, threads)) - 1;
        for (int i = 0; i < awake; i++) {
            all[i].wake();
        }
        while (step(0)) {
            Thread.onSpinWait();
        }
        awaitAll(tiles, patience);
        task = null;
        Throwable error = failure;
        if (error != null) {
            throw report(error);
        }
    }

    /** Divides the tiles among the nodes as their threads are divided. */
    private void publish(int tiles) {
        long epoch = ((long) CELL.getAcquire(cells, wordOf(0)) & -EPOCH) + EPOCH;
        long from = 0;
        for (int group = 0; group < groups; group++) {
            long to = (long) tiles * shares[group] / part;
            CELL.setVolatile(cells, wordOf(group), epoch | to << FIELD | from);
            from = to;
        }
    }

    private static int wordOf(int group) {
        return (group + 2) * APART;
    }

    /** A thread that has a tile and no processor gets ours after a while; on an idle machine that never happens. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void awaitAll(int tiles, int patience) {
        int looks = 0;
        while ((long) CELL.getAcquire(cells, APART) < tiles) {
            if (++looks < patience) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** Whether there is a tile for a thread that nobody has taken. */
    boolean hasWorkFor(int worker) {
        return groupFor(worker) >= 0;
    }

    /** Takes a tile and runs it, of the own node first. Returns whether there may be more. */
    boolean step(int worker) {
        int group = groupFor(worker);
        if (group < 0) {
            return false;
        }
        long word = (long) CELL.getAcquire(cells, wordOf(group));
        // Read after the word: unless the exchange fails, they are those of its task.
        boolean mine = worker < part && (helping || group == groupOf(worker));
        if (mine && left(word) && CELL.compareAndSet(cells, wordOf(group), word, word + 1)) {
            runTile(worker, (int) (word & NEXT));
        }
        return true;
    }

    /** The node that a thread takes its next tile of, or -1. */
    private int groupFor(int worker) {
        int own = groupOf(worker);
        for (int i = 0; i < groups; i++) {
            int group = own + i < groups ? own + i : own + i - groups;
            if (left((long) CELL.getVolatile(cells, wordOf(group)))) {
                return worker < part && (i == 0 || helping) ? group : -1;
            }
        }
        return -1;
    }

    private int groupOf(int worker) {
        return groups == 1 ? 0 : seating.seat(worker).group();
    }

    private static boolean left(long word) {
        return (word & NEXT) < (word >>> FIELD & NEXT);
    }

    /** Called by a new thread of the crew. */
    void takeSeat(int worker) {
        binding.bindWorker(worker);
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
            CELL.getAndAdd(cells, APART, 1L);
        }
    }

    private static RuntimeException report(Throwable error) {
        if (error instanceof OctavoException known) {
            return known;
        }
        return new DeviceException("a kernel of the cpu backend failed: " + error, error);
    }
}
