package dev.octavo.conformance.check;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.MemoryStats;
import dev.octavo.spi.Plan;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** Several threads, each with a queue of its own, share a backend, its plans, weights and caches. */
final class ThreadCases {

    private static final int THREADS = 4;
    private static final int ROUNDS = 60;

    private ThreadCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.of("threads[transfers]", ThreadCases::transfers),
                BehaviourCase.of("threads[one plan]", ThreadCases::onePlan),
                BehaviourCase.of("threads[one product and its weights]", ThreadCases::oneProduct),
                BehaviourCase.of("threads[attention over one cache]", ThreadCases::attention),
                BehaviourCase.of("threads[allocating]", ThreadCases::allocating),
                BehaviourCase.of("threads[preparing]", ThreadCases::preparing),
                BehaviourCase.of("threads[a queue that moves between threads]", ThreadCases::moving));
    }

    /** What one thread does, on a bench of its own. */
    private interface Work {
        void run(Bench own, int thread);
    }

    private static void together(Bench bench, Work work) {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().daemon().name("conformance-" + i).start(() -> {
                try (Bench own = new Bench(bench.backend(), bench.variety())) {
                    start.await();
                    work.run(own, number);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException | LinkageError | AssertionError e) {
                    failures.add(e);
                }
            }));
        }
        start.countDown();
        threads.forEach(ThreadCases::join);
        if (!failures.isEmpty()) {
            Throwable first = failures.getFirst();
            throw new Violation(Check.THREADS, failures.size() + " of " + THREADS + " threads failed, first " + first);
        }
    }

    private static void join(Thread thread) {
        try {
            Require.that(thread.join(Duration.ofSeconds(60)), Check.THREADS, thread.getName() + " hangs");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Violation(Check.THREADS, "interrupted while waiting for " + thread.getName());
        }
    }

    private static void transfers(Bench bench) {
        together(bench, (own, thread) -> {
            DeviceBuffer first = own.buffer(5000);
            DeviceBuffer second = own.buffer(5000);
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = bench.variety().pattern(5000, thread * 50 + round);
                own.queue().upload(own.alive(Host.bytes(bytes)), first, 0);
                own.queue().copy(first, 0, second, 0, 5000);
                own.queue().fill(first, 0, 5000, (byte) thread);
                Require.bytes(own.queue(), second, bytes, Check.THREADS, "a buffer of thread " + thread);
            }
        });
    }

    private static void onePlan(Bench bench) {
        Plan<TensorOpArgs> shared = bench.keep(bench.backend().ops().prepare(SumFixture.spec(301)));
        together(bench, (own, thread) -> {
            SumFixture sum = new SumFixture(own, 20 + thread, 301);
            for (int round = 0; round < ROUNDS; round++) {
                sum.set(own.queue(), thread * 100 + round);
                sum.poison(own.queue());
                shared.enqueue(own.queue(), sum.args(), sum.workspace());
                sum.requireResult(own.queue(), thread * 100 + round, Check.THREADS, "by a plan of all threads");
            }
        });
    }

    private static void oneProduct(Bench bench) {
        ProductFixture shared = new ProductFixture(bench, 24, 40, 64);
        Weights[] weights = {shared.load(0), shared.load(1)};
        together(bench, (own, thread) -> {
            ProductFixture product = new ProductFixture(own, 24, 40, 64);
            for (int round = 0; round < ROUNDS / 2; round++) {
                int rows = 1 + (round * 5 + thread * 7) % 24;
                product.set(own.queue(), round);
                product.poison(own.queue());
                GemmArgs args = product.args(rows, weights[thread % 2], product.out());
                shared.plan().enqueue(own.queue(), args, product.workspace());
                product.requireResult(
                        own.queue(),
                        product.expected(rows, round, thread % 2),
                        Check.THREADS,
                        "by a plan of all threads");
            }
        });
    }

    private static void attention(Bench bench) {
        DecodeFixture shared = new DecodeFixture(bench);
        together(bench, (own, thread) -> {
            DecodeFixture decode = new DecodeFixture(own);
            for (int round = 0; round < ROUNDS; round++) {
                int[] blocks = {(round + thread) % 5, round % 3, (thread * 2) % 5};
                decode.set(own.queue(), blocks);
                decode.poison(own.queue());
                AttentionArgs mine = decode.args(round % 2);
                AttentionArgs args = new AttentionArgs(
                        mine.query(),
                        shared.cache(),
                        round % 2,
                        mine.queryStart(),
                        mine.sequenceLengths(),
                        mine.blockTable(),
                        1,
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        mine.out());
                shared.plan().enqueue(own.queue(), args, decode.workspace());
                decode.requireResult(own.queue(), Check.THREADS, "over the cache of all threads", round % 2, blocks);
            }
        });
    }

    private static void allocating(Bench bench) {
        MemoryStats before = bench.backend().memory().stats();
        together(bench, (own, thread) -> {
            for (int round = 0; round < ROUNDS * 5; round++) {
                DeviceBuffer buffer =
                        bench.backend().memory().allocate(64 + round, MemoryKind.DEVICE, "thread " + thread);
                buffer.slice(0, 64).close();
                buffer.close();
            }
        });
        BehaviourCase.requireGivenBack(before, bench.backend().memory().stats());
    }

    private static void preparing(Bench bench) {
        together(bench, (own, thread) -> {
            for (int round = 0; round < 10; round++) {
                new SumFixture(own, 3, 10 + round).requireRight(own.queue(), Check.THREADS, "prepared beside others");
                ProductFixture product = new ProductFixture(own, 2, 5 + round, 8);
                product.requireRight(
                        own.queue(), product.load(thread), thread, Check.THREADS, "prepared and loaded beside others");
                if (!own.backend().ops().support(SumFixture.spec(10)).isSupported()) {
                    throw new Violation(Check.THREADS, "support changes its mind between threads");
                }
            }
        });
    }

    private static void moving(Bench bench) {
        SumFixture sum = new SumFixture(bench, 9, 40);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 3; i++) {
            int seed = i;
            Thread thread = Thread.ofPlatform()
                    .daemon()
                    .name("conformance-mover")
                    .start(() -> {
                        try {
                            sum.set(bench.queue(), seed);
                            sum.poison(bench.queue());
                            sum.enqueue(bench.queue());
                            sum.requireResult(bench.queue(), seed, Check.THREADS, "by another thread");
                        } catch (RuntimeException | LinkageError | AssertionError e) {
                            failures.add(e);
                        }
                    });
            join(thread);
        }
        Require.that(failures.isEmpty(), Check.THREADS, "a queue handed from thread to thread failed: " + failures);
    }
}
