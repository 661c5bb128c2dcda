package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.backend.cpu.topology.Seating;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.UserException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(600)
class WorkerPoolTest {

    @ParameterizedTest
    @CsvSource({"1,0", "2,20000", "4,0", "16,10"})
    void everyTileRunsOnce(int threads, int spin) {
        try (WorkerPool pool = open(threads, spin)) {
            for (int tiles : new int[] {0, 1, 2, 7, 100, 1000}) {
                AtomicIntegerArray runs = new AtomicIntegerArray(tiles);
                run(pool, (worker, tile) -> runs.incrementAndGet(tile), tiles);
                for (int i = 0; i < tiles; i++) {
                    assertThat(runs.get(i)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void workersHaveNumbersOfTheirOwnAndAllHelp() throws InterruptedException {
        try (WorkerPool pool = open(3, 100)) {
            CountDownLatch all = new CountDownLatch(3);
            AtomicIntegerArray seen = new AtomicIntegerArray(3);
            run(
                    pool,
                    (worker, tile) -> {
                        seen.incrementAndGet(worker);
                        all.countDown();
                        awaitQuietly(all);
                    },
                    3);
            assertThat(seen.get(0)).isEqualTo(1);
            assertThat(seen.get(1)).isEqualTo(1);
            assertThat(seen.get(2)).isEqualTo(1);
        }
    }

    @Test
    void sleepersWakeUp() {
        try (WorkerPool pool = open(2, 1)) {
            for (int i = 0; i < 20; i++) {
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
                CountDownLatch both = new CountDownLatch(2);
                run(
                        pool,
                        (worker, tile) -> {
                            both.countDown();
                            awaitQuietly(both);
                        },
                        2);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "4"})
    void aFailureReachesTheCallerAndThePoolGoesOn(int threads) {
        try (WorkerPool pool = open(threads, 100)) {
            AtomicInteger ran = new AtomicInteger();
            for (int bad : new int[] {0, 5, 9}) {
                assertThatThrownBy(() -> run(
                                pool,
                                (worker, tile) -> {
                                    if (tile == bad) {
                                        throw new ArithmeticException("tile " + tile);
                                    }
                                },
                                10))
                        .isInstanceOf(DeviceException.class)
                        .hasMessageContaining("tile " + bad)
                        .hasRootCauseInstanceOf(ArithmeticException.class);
                run(pool, (worker, tile) -> ran.incrementAndGet(), 10);
            }
            assertThat(ran.get()).isEqualTo(30);
            assertThatThrownBy(() -> run(
                            pool,
                            (worker, tile) -> {
                                throw new StackOverflowError();
                            },
                            10))
                    .isInstanceOf(DeviceException.class);
            assertThatThrownBy(() -> run(
                            pool,
                            (worker, tile) -> {
                                throw new UserException("known");
                            },
                            10))
                    .isInstanceOf(UserException.class);
        }
    }

    @Test
    void severalCallersTakeTurns() throws InterruptedException {
        try (WorkerPool pool = open(2, 1000)) {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger clashes = new AtomicInteger();
            Thread[] callers = new Thread[4];
            for (int i = 0; i < callers.length; i++) {
                callers[i] = Thread.ofPlatform().start(() -> {
                    for (int n = 0; n < 500; n++) {
                        pool.enter();
                        clashes.addAndGet(inside.getAndIncrement());
                        pool.run((worker, tile) -> {}, 3);
                        inside.decrementAndGet();
                        pool.leave();
                    }
                });
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(clashes.get()).isZero();
        }
    }

    @Test
    void closeEndsTheThreadsAndRefusesMore() {
        WorkerPool pool = open(5, 10);
        run(pool, (worker, tile) -> {}, 5);
        pool.close();
        pool.close();
        assertThatThrownBy(pool::enter).isInstanceOf(IllegalStateException.class);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("octavo-cpu-") && thread.isAlive()))
                .isEmpty();
    }

    private static WorkerPool open(int threads, int spin) {
        return new Crews().join(Seating.anywhere("test"), threads, spin);
    }

    private static void run(WorkerPool pool, TileTask task, int tiles) {
        pool.enter();
        try {
            pool.run(task, tiles);
        } finally {
            pool.leave();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
