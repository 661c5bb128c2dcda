package dev.octavo.conformance.check;

import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryStats;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Memory is given back, whatever the order of closing, and work does not hold more of it than the work before. */
final class LeakCases {

    private static final int ROUNDS = 60;

    private LeakCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.of("leak[enqueueing]", LeakCases::enqueueing),
                BehaviourCase.of("leak[launching]", LeakCases::launching),
                BehaviourCase.of("leak[transfers and fences]", LeakCases::transfers),
                BehaviourCase.of("leak[preparing and closing]", LeakCases::preparing),
                BehaviourCase.of("leak[loading and closing]", LeakCases::loading),
                BehaviourCase.of("leak[caches]", LeakCases::caches),
                BehaviourCase.of("leak[queues and graphs]", LeakCases::queues),
                BehaviourCase.of("leak[closing in any order]", LeakCases::anyOrder));
    }

    /** Requires that many rounds of the same hold no more than a few of them. */
    private static void steady(Bench bench, String what, Runnable round) {
        for (int i = 0; i < 3; i++) {
            round.run();
        }
        bench.queue().await();
        MemoryStats before = bench.backend().memory().stats();
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        bench.queue().await();
        MemoryStats after = bench.backend().memory().stats();
        Require.that(
                after.allocatedBytes() <= before.allocatedBytes() && after.openBuffers() <= before.openBuffers(),
                Check.LEAK,
                what + " " + ROUNDS + " times grew memory from " + before + " to " + after);
    }

    private static void enqueueing(Bench bench) {
        SumFixture sum = new SumFixture(bench, 5, 20);
        ProductFixture product = new ProductFixture(bench, 9, 20, 30);
        Weights weights = product.load(1);
        DecodeFixture decode = new DecodeFixture(bench);
        sum.set(bench.queue(), 1);
        product.set(bench.queue(), 1);
        decode.set(bench.queue(), 1, 2, 3);
        steady(bench, "adding", () -> sum.enqueue(bench.queue()));
        steady(bench, "multiplying", () -> product.enqueue(bench.queue(), 9, weights));
        steady(bench, "attending", () -> decode.enqueue(bench.queue(), 1));
    }

    private static void launching(Bench bench) {
        SumFixture sum = new SumFixture(bench, 5, 20);
        ProductFixture product = new ProductFixture(bench, 9, 20, 30);
        Weights weights = product.load(1);
        sum.set(bench.queue(), 1);
        product.set(bench.queue(), 1);
        GraphCases.capture(bench, sink -> {
                    sum.enqueue(sink);
                    product.enqueue(sink, 9, weights);
                })
                .ifPresent(
                        graph -> steady(bench, "launching", () -> bench.queue().launch(graph)));
    }

    private static void transfers(Bench bench) {
        DeviceBuffer buffer = bench.buffer(5000);
        MemorySegment host = bench.alive(Host.zeros(2000));
        CommandQueue other = bench.keep(bench.backend().newQueue());
        steady(bench, "transferring", () -> {
            bench.queue().upload(host, buffer, 3);
            bench.queue().copy(buffer, 0, buffer, 2500, 2000);
            bench.queue().fill(buffer, 1, 100, (byte) 1);
            bench.queue().download(buffer, 0, host);
            other.waitFor(bench.queue().signal());
            bench.queue().waitFor(other.signal());
        });
    }

    private static void preparing(Bench bench) {
        DecodeFixture decode = new DecodeFixture(bench);
        GemmSpec gemm = new ProductFixture(bench, 9, 20, 30).spec();
        steady(bench, "preparing and closing plans", () -> {
            bench.backend().ops().prepare(SumFixture.spec(77)).close();
            bench.backend().gemm().prepare(gemm).close();
            bench.backend().attention().prepare(decode.spec()).close();
        });
    }

    private static void loading(Bench bench) {
        ProductFixture product = new ProductFixture(bench, 9, 20, 30);
        MemorySegment values = product.weightValues(1);
        for (boolean stable : new boolean[] {true, false}) {
            WeightSource source = new WeightSource(List.of(new WeightSource.Part(20, values)), stable);
            steady(bench, "loading and closing weights", () -> {
                Weights weights = bench.backend().gemm().load(product.weightSpec(), source, bench.queue());
                bench.queue().await();
                weights.close();
            });
        }
    }

    private static void caches(Bench bench) {
        DecodeFixture decode = new DecodeFixture(bench);
        steady(
                bench,
                "creating and closing caches",
                () -> bench.backend().kvCaches().create(decode.cache().spec()).close());
        DeviceBuffer zeros = bench.buffer(1024);
        bench.queue().fill(zeros, 0, 1024, (byte) 0);
        TensorRef token = new TensorRef(zeros, 0, DType.F32, Layout.cube(1, 1, 64));
        TensorRef block = TensorRef.vector(zeros, DType.F16, 128);
        TensorRef pair = TensorRef.matrix(bench.buffer(8), DType.I32, 1, 2);
        bench.queue().upload(bench.alive(Host.integers(1, 2)), pair.buffer(), 0);
        KvAppendArgs append = new KvAppendArgs(0, token, token, TensorRef.vector(zeros, DType.I32, 1));
        steady(bench, "using a cache", () -> {
            decode.cache().append(bench.queue(), append);
            decode.cache().exportBlock(bench.queue(), 0, 3, block);
            decode.cache().importBlock(bench.queue(), 0, 3, block);
            decode.cache().copyBlocks(bench.queue(), pair);
            bench.queue().fill(zeros, 0, 1024, (byte) 0);
        });
    }

    private static void queues(Bench bench) {
        SumFixture sum = new SumFixture(bench, 5, 20);
        sum.set(bench.queue(), 1);
        steady(bench, "opening and closing queues and graphs", () -> {
            CommandQueue queue = bench.backend().newQueue();
            sum.enqueue(queue);
            queue.capture(sum::enqueue).ifPresent(graph -> {
                queue.launch(graph);
                queue.await();
                graph.close();
            });
            queue.close();
        });
        requireNoThreads(bench);
    }

    /** A queue may have a thread, which ends with it. */
    private static void requireNoThreads(Bench bench) {
        int before = LifecycleCases.liveThreads();
        for (int i = 0; i < ROUNDS; i++) {
            bench.backend().newQueue().close();
        }
        int after = before + ROUNDS;
        for (int i = 0; i < 50 && after >= before + ROUNDS / 2; i++) {
            after = LifecycleCases.liveThreads();
            LifecycleCases.pause();
        }
        Require.that(
                after < before + ROUNDS / 2,
                Check.LEAK,
                "after opening and closing " + ROUNDS + " queues there are " + after + " threads instead of " + before);
    }

    private static void anyOrder(Bench bench) {
        for (int order = 0; order < 4; order++) {
            MemoryStats before = bench.backend().memory().stats();
            ProductFixture product = new ProductFixture(bench, 3, 7, 9);
            DecodeFixture decode = new DecodeFixture(bench);
            Weights weights = product.load(1);
            List<AutoCloseable> made = new ArrayList<>(
                    List.of(weights, product.plan(), decode.plan(), decode.cache(), product.a(), product.out()));
            // Nothing may be closed while commands still use it.
            bench.queue().await();
            Collections.rotate(made, order);
            made.forEach(LeakCases::close);
            long held = bench.backend().memory().stats().allocatedBytes() - before.allocatedBytes();
            // What the fixtures keep besides is small: workspaces, but no cache, no weights, no product.
            long workspaces = product.plan().workspaceBytes() + decode.plan().workspaceBytes();
            Require.that(
                    held < 8192 + workspaces, Check.LEAK, held + " bytes are left after closing in order " + order);
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
