package dev.octavo.conformance.check;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.MemoryStats;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
                BehaviourCase.of("threads[captures and launches]", ThreadCases::captures),
                BehaviourCase.of("threads[appending to one cache]", ThreadCases::appending),
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

    private static void captures(Bench bench) {
        Plan<TensorOpArgs> shared = bench.keep(bench.backend().ops().prepare(SumFixture.spec(120)));
        together(bench, (own, thread) -> {
            SumFixture sum = new SumFixture(own, 5 + thread, 120);
            DeviceBuffer kept = own.buffer(4L * 120 * (5 + thread));
            for (int round = 0; round < ROUNDS / 4; round++) {
                int seed = thread * 100 + round;
                GraphCases.capture(own, sink -> {
                            shared.enqueue(sink, sum.args(), sum.workspace());
                            sink.copy(sum.out().buffer(), 0, kept, 0, kept.byteSize());
                        })
                        .ifPresent(graph -> {
                            sum.set(own.queue(), seed);
                            own.queue().launch(graph);
                            Require.bytes(
                                    own.queue(),
                                    kept,
                                    sum.expected(seed),
                                    Check.THREADS,
                                    "a sum of a graph captured beside other threads' captures");
                        });
            }
        });
    }

    /** Every thread writes a block of its own of one pool, over and over, and reads it back. */
    private static void appending(Bench bench) {
        KvLayout layout = new KvLayout(2, 64, 8, DType.F16);
        KvCache pool = bench.keep(bench.backend().kvCaches().create(new KvCacheSpec(layout, 1, THREADS)));
        together(bench, (own, thread) -> {
            int numbers = 8 * 2 * 64;
            DeviceBuffer keys = own.buffer(4L * numbers);
            DeviceBuffer values = own.buffer(4L * numbers);
            DeviceBuffer slots = own.buffer(4 * 8);
            DeviceBuffer block = own.buffer(layout.blockBytes());
            int first = 8 * thread;
            own.queue()
                    .upload(
                            own.alive(Host.integers(
                                    first, first + 1, first + 2, first + 3, first + 4, first + 5, first + 6,
                                    first + 7)),
                            slots,
                            0);
            TensorRef key = new TensorRef(keys, 0, DType.F32, Layout.cube(8, 2, 64));
            TensorRef value = new TensorRef(values, 0, DType.F32, Layout.cube(8, 2, 64));
            for (int round = 0; round < ROUNDS / 4; round++) {
                float one = own.variety().integer(1, 500, thread, round, 0);
                float two = own.variety().integer(1, 500, thread, round, 1);
                own.queue().upload(own.alive(repeated(one, numbers)), keys, 0);
                own.queue().upload(own.alive(repeated(two, numbers)), values, 0);
                pool.append(own.queue(), new KvAppendArgs(0, key, value, TensorRef.vector(slots, DType.I32, 8)));
                pool.exportBlock(own.queue(), 0, thread, TensorRef.vector(block, DType.F16, 2 * numbers));
                short[] expected = new short[2 * numbers];
                Arrays.fill(expected, 0, numbers, Float.floatToFloat16(one));
                Arrays.fill(expected, numbers, 2 * numbers, Float.floatToFloat16(two));
                Require.bytes(
                        own.queue(),
                        block,
                        MemorySegment.ofArray(expected).toArray(ValueLayout.JAVA_BYTE),
                        Check.THREADS,
                        "a block that thread " + thread + " wrote into the pool of all threads");
            }
        });
    }

    private static MemorySegment repeated(float number, int count) {
        float[] numbers = new float[count];
        Arrays.fill(numbers, number);
        return Host.floats(numbers);
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
