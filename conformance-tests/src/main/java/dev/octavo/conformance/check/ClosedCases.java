package dev.octavo.conformance.check;

import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Fence;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Whatever is closed refuses to be used, also where a graph would use it, and leaves everything else alone. */
final class ClosedCases {

    private ClosedCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.of("closed[buffer]", ClosedCases::buffer),
                BehaviourCase.of("closed[queue]", ClosedCases::queue),
                BehaviourCase.of("closed[plan]", ClosedCases::plan),
                BehaviourCase.of("closed[weights]", ClosedCases::weights),
                BehaviourCase.of("closed[cache]", ClosedCases::cache),
                BehaviourCase.of("closed[graph]", ClosedCases::graph),
                BehaviourCase.of("closed[what a graph uses]", ClosedCases::usedByGraph));
    }

    private static void buffer(Bench bench) {
        CommandQueue queue = bench.queue();
        DeviceBuffer open = bench.buffer(64);
        DeviceBuffer closed = bench.buffer(64);
        closed.close();
        uses(queue, "filling a closed buffer", () -> queue.fill(closed, 0, 64, (byte) 0));
        uses(queue, "uploading to a closed buffer", () -> queue.upload(Host.zeros(8), closed, 0));
        uses(queue, "downloading from a closed buffer", () -> queue.download(closed, 0, Host.zeros(8)));
        uses(queue, "copying from a closed buffer", () -> queue.copy(closed, 0, open, 0, 8));
        uses(queue, "copying to a closed buffer", () -> queue.copy(open, 0, closed, 0, 8));
        Require.closed("slicing a closed buffer", () -> closed.slice(0, 8));
        SumFixture sum = new SumFixture(bench, 2, 8);
        TensorRef gone = TensorRef.matrix(closed, DType.F32, 2, 8);
        TensorRef out = sum.out();
        TensorOpArgs reading = new TensorOpArgs(List.of(out, gone), List.of(out));
        TensorOpArgs writing = new TensorOpArgs(List.of(out, out), List.of(gone));
        uses(queue, "adding a closed buffer", () -> sum.plan().enqueue(queue, reading, sum.workspace()));
        uses(queue, "adding into a closed buffer", () -> sum.plan().enqueue(queue, writing, sum.workspace()));
        sum.requireRight(queue, Check.CLOSED, "after uses of a closed buffer");
    }

    private static void uses(CommandQueue queue, String what, Runnable enqueue) {
        Require.closed(what, () -> {
            enqueue.run();
            queue.await();
        });
    }

    private static void queue(Bench bench) {
        DeviceBuffer buffer = bench.buffer(64);
        Fence fence = bench.queue().signal();
        CommandQueue queue = bench.backend().newQueue();
        SumFixture sum = new SumFixture(bench, 2, 3);
        queue.close();
        queue.close();
        Require.closed("signalling on a closed queue", queue::signal);
        Require.closed("awaiting a closed queue", queue::await);
        Require.closed("filling on a closed queue", () -> queue.fill(buffer, 0, 1, (byte) 0));
        Require.closed("uploading on a closed queue", () -> queue.upload(Host.zeros(1), buffer, 0));
        Require.closed("downloading on a closed queue", () -> queue.download(buffer, 0, Host.zeros(1)));
        Require.closed("copying on a closed queue", () -> queue.copy(buffer, 0, buffer, 8, 8));
        Require.closed("waiting on a closed queue", () -> queue.waitFor(fence));
        Require.closed("capturing on a closed queue", () -> queue.capture(sink -> {}));
        Require.closed("enqueueing an operator on a closed queue", () -> sum.enqueue(queue));
        GraphCases.capture(bench, sum::enqueue)
                .ifPresent(graph -> Require.closed("launching on a closed queue", () -> queue.launch(graph)));
        sum.requireRight(bench.queue(), Check.CLOSED, "after another queue was closed");
    }

    private static void plan(Bench bench) {
        SumFixture sum = new SumFixture(bench, 2, 3);
        sum.plan().close();
        sum.plan().close();
        uses(bench.queue(), "enqueueing a closed plan", () -> sum.enqueue(bench.queue()));
        ProductFixture product = new ProductFixture(bench, 2, 3, 4);
        Weights weights = product.load(1);
        product.plan().close();
        uses(bench.queue(), "enqueueing a closed product", () -> product.enqueue(bench.queue(), 2, weights));
        DecodeFixture decode = new DecodeFixture(bench);
        decode.set(bench.queue(), 1, 2, 3);
        decode.plan().close();
        uses(bench.queue(), "enqueueing closed attention", () -> decode.enqueue(bench.queue(), 1));
        new SumFixture(bench, 2, 3).requireRight(bench.queue(), Check.CLOSED, "after other plans were closed");
    }

    private static void weights(Bench bench) {
        ProductFixture product = new ProductFixture(bench, 2, 3, 4);
        Weights weights = product.load(1);
        Weights others = product.load(2);
        weights.close();
        weights.close();
        uses(bench.queue(), "a product with closed weights", () -> product.enqueue(bench.queue(), 2, weights));
        product.requireRight(bench.queue(), others, 2, Check.CLOSED, "after other weights were closed");
    }

    private static void cache(Bench bench) {
        DecodeFixture decode = new DecodeFixture(bench);
        decode.set(bench.queue(), 1, 2, 3);
        KvCache cache = decode.cache();
        DeviceBuffer zeros = bench.buffer(1024);
        bench.queue().fill(zeros, 0, 1024, (byte) 0);
        cache.close();
        cache.close();
        CommandQueue queue = bench.queue();
        TensorRef token = new TensorRef(zeros, 0, DType.F32, Layout.cube(1, 1, 64));
        TensorRef slot = TensorRef.vector(zeros, DType.I32, 1);
        TensorRef block = TensorRef.vector(zeros, DType.F16, 128);
        KvAppendArgs append = new KvAppendArgs(0, token, token, slot);
        uses(queue, "attention over a closed cache", () -> decode.enqueue(queue, 1));
        uses(queue, "appending to a closed cache", () -> cache.append(queue, append));
        uses(queue, "exporting from a closed cache", () -> cache.exportBlock(queue, 0, 0, block));
        uses(queue, "importing into a closed cache", () -> cache.importBlock(queue, 0, 0, block));
        uses(
                queue,
                "copying in a closed cache",
                () -> cache.copyBlocks(queue, TensorRef.matrix(zeros, DType.I32, 1, 2)));
    }

    private static void graph(Bench bench) {
        SumFixture sum = new SumFixture(bench, 2, 3);
        GraphCases.capture(bench, sum::enqueue).ifPresent(graph -> {
            graph.close();
            graph.close();
            uses(bench.queue(), "launching a closed graph", () -> bench.queue().launch(graph));
        });
        sum.requireRight(bench.queue(), Check.CLOSED, "after a graph of it was closed");
    }

    private static void usedByGraph(Bench bench) {
        SumFixture first = new SumFixture(bench, 2, 3);
        SumFixture second = new SumFixture(bench, 2, 3);
        ProductFixture product = new ProductFixture(bench, 2, 3, 4);
        Weights weights = product.load(1);
        DecodeFixture decode = new DecodeFixture(bench);
        decode.set(bench.queue(), 1, 2, 3);
        product.set(bench.queue(), 1);
        launch(bench, "buffer", first::enqueue, () -> first.out().buffer().close());
        launch(bench, "plan", second::enqueue, () -> second.plan().close());
        launch(bench, "weights", sink -> product.enqueue(sink, 2, weights), weights::close);
        launch(
                bench,
                "cache",
                sink -> decode.enqueue(sink, 1),
                () -> decode.cache().close());
        new SumFixture(bench, 2, 3).requireRight(bench.queue(), Check.CLOSED, "after launches that were refused");
    }

    private static void launch(Bench bench, String what, Consumer<CommandSink> body, Runnable close) {
        GraphCases.capture(bench, body).ifPresent(graph -> {
            bench.queue().launch(graph);
            bench.queue().await();
            close.run();
            uses(
                    bench.queue(),
                    "launching a graph whose " + what + " was closed",
                    () -> bench.queue().launch(graph));
        });
    }
}
