package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.backend.cpu.topology.CpuSet;
import dev.octavo.backend.cpu.topology.Seat;
import dev.octavo.backend.cpu.topology.Seating;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several pools in one process, and several memory nodes, which are made up. */
@Timeout(600)
class CrewTest {

    private final Crews crews = new Crews();

    @Test
    void poolsOfOneProcessShareThreads() {
        try (WorkerPool two = crews.join(anywhere(), 2, 10)) {
            try (WorkerPool four = crews.join(anywhere(), 4, 10)) {
                assertThat(four.crew()).isSameAs(two.crew());
                assertThat(two.crew().threads()).isEqualTo(4);
                assertThat(threadsOf(two, 64)).isSubsetOf(0, 1);
                assertThat(threadsOf(four, 64)).isSubsetOf(0, 1, 2, 3);
                assertThat(two.threads()).isEqualTo(2);
            }
            assertThat(two.crew().threads()).isEqualTo(2);
            assertThat(threadsOf(two, 64)).isSubsetOf(0, 1);
        }
        try (WorkerPool next = crews.join(anywhere(), 3, 10)) {
            assertThat(threadsOf(next, 64)).isSubsetOf(0, 1, 2);
        }
    }

    @Test
    void poolsTakeTurns() throws InterruptedException {
        try (WorkerPool one = crews.join(anywhere(), 3, 10);
                WorkerPool other = crews.join(anywhere(), 3, 10)) {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger clashes = new AtomicInteger();
            List<Thread> callers = new ArrayList<>();
            for (WorkerPool pool : List.of(one, other)) {
                callers.add(Thread.ofPlatform().start(() -> {
                    for (int n = 0; n < 300; n++) {
                        pool.enter();
                        clashes.addAndGet(inside.getAndIncrement());
                        pool.run((worker, tile) -> {}, 5);
                        inside.decrementAndGet();
                        pool.leave();
                    }
                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(clashes.get()).isZero();
        }
    }

    @Test
    void placesOfTheirOwnMeanThreadsOfTheirOwn() {
        try (WorkerPool one = crews.join(anywhere(), 2, 10);
                WorkerPool other = crews.join(nodes(0, 1), 2, 10)) {
            assertThat(other.crew()).isNotSameAs(one.crew());
        }
    }

    @ParameterizedTest
    @CsvSource({"2,20000", "3,0", "5,100", "8,10"})
    void everyTileRunsOnceOnSeveralNodes(int threads, int spin) {
        try (WorkerPool pool = crews.join(nodes(0, 0, 1, 2), threads, spin)) {
            for (int tiles : new int[] {0, 1, 2, 3, 7, 100, 1000}) {
                AtomicIntegerArray runs = new AtomicIntegerArray(tiles);
                inside(pool, () -> pool.run((worker, tile) -> runs.incrementAndGet(tile), tiles));
                inside(pool, () -> pool.runInPlace((worker, tile) -> runs.incrementAndGet(tile), tiles));
                for (int i = 0; i < tiles; i++) {
                    assertThat(runs.get(i)).isEqualTo(2);
                }
            }
        }
    }

    @Test
    void threadsOfANodeRunItsTilesAlone() {
        try (WorkerPool pool = crews.join(nodes(0, 1, 1), 6, 100)) {
            for (int round = 0; round < 200; round++) {
                AtomicInteger strangers = new AtomicInteger();
                inside(
                        pool,
                        () -> pool.runInPlace(
                                (worker, tile) -> {
                                    int node = tile < 100 ? 0 : 1;
                                    if (pool.seating().seat(worker).group() != node) {
                                        strangers.incrementAndGet();
                                    }
                                },
                                300));
                assertThat(strangers.get()).isZero();
            }
        }
    }

    /** The threads of a node that has nothing left help the others. */
    @Test
    void nodesHelpEachOther() {
        try (WorkerPool pool = crews.join(nodes(0, 1), 2, 20_000)) {
            CountDownLatch rest = new CountDownLatch(5);
            AtomicInteger byCaller = new AtomicInteger();
            inside(
                    pool,
                    () -> pool.run(
                            (worker, tile) -> {
                                if (worker == 0) {
                                    byCaller.incrementAndGet();
                                    rest.countDown();
                                } else {
                                    awaitQuietly(rest);
                                }
                            },
                            6));
            assertThat(byCaller.get()).as("three are of its node").isGreaterThanOrEqualTo(5);
        }
    }

    private static Set<Integer> threadsOf(WorkerPool pool, int tiles) {
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        inside(pool, () -> pool.run((worker, tile) -> seen.add(worker), tiles));
        return seen;
    }

    private static void inside(WorkerPool pool, Runnable body) {
        pool.enter();
        try {
            body.run();
        } finally {
            pool.leave();
        }
    }

    private static Seating anywhere() {
        return Seating.anywhere("test");
    }

    /** Threads that belong to made-up nodes and may run anywhere. */
    private static Seating nodes(int... groups) {
        List<Seat> seats = new ArrayList<>();
        int most = 0;
        for (int group : groups) {
            seats.add(new Seat(CpuSet.EMPTY, group));
            most = Math.max(most, group);
        }
        return new Seating(seats, CpuSet.first(most + 1).ids(), CpuSet.EMPTY, "test");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
