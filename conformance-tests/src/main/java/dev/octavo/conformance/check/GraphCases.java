package dev.octavo.conformance.check;

import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Captures and launches. Backends without graphs answer empty, which their capabilities have to say. */
final class GraphCases {

    private GraphCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.of("graph[capabilities say whether there are graphs]", GraphCases::claimed),
                BehaviourCase.of("graph[capture runs nothing]", GraphCases::runsNothing),
                BehaviourCase.of("graph[uploads are read again by each launch]", GraphCases::uploads),
                BehaviourCase.of("graph[many launches]", GraphCases::manyLaunches),
                BehaviourCase.of("graph[launches in a row]", GraphCases::launchesInARow),
                BehaviourCase.of("graph[two graphs in turn]", GraphCases::twoGraphs),
                BehaviourCase.of("graph[launches keep their place]", GraphCases::place),
                BehaviourCase.of("graph[immediate runs in between]", GraphCases::between),
                BehaviourCase.of("graph[one plan several times]", GraphCases::samePlan),
                BehaviourCase.of("graph[attention follows its block table]", GraphCases::attention),
                BehaviourCase.of("graph[products follow their activations]", GraphCases::products),
                BehaviourCase.of("graph[launched on another queue]", GraphCases::otherQueue),
                BehaviourCase.of("graph[outlives the queue of its capture]", GraphCases::outlives),
                BehaviourCase.of("graph[empty]", GraphCases::empty),
                BehaviourCase.of("graph[capture that fails]", GraphCases::failing),
                BehaviourCase.of("graph[sink after the capture]", GraphCases::sinkAfterwards));
    }

    static Optional<CommandGraph> capture(Bench bench, Consumer<CommandSink> body) {
        return bench.queue().capture(body).map(bench::keep);
    }

    private static void claimed(Bench bench) {
        DeviceBuffer buffer = bench.buffer(8);
        Optional<CommandGraph> graph = capture(bench, sink -> {
            sink.fill(buffer, 0, 8, (byte) 1);
            sink.fill(buffer, 0, 4, (byte) 2);
            sink.fill(buffer, 0, 2, (byte) 3);
        });
        boolean claimed = bench.backend().capabilities().graphCapture();
        Require.that(
                graph.isPresent() == claimed,
                Check.CAPABILITIES,
                "capabilities say graphCapture=" + claimed + ", a capture gave " + graph);
        graph.ifPresent(made -> Require.that(
                made.nodeCount() >= 1 && made.nodeCount() <= 3,
                Check.CAPTURE,
                "a graph of three commands has nodeCount " + made.nodeCount()));
    }

    private static void runsNothing(Bench bench) {
        DeviceBuffer target = bench.buffer(64);
        DeviceBuffer source = bench.buffer(64);
        CommandQueue queue = bench.queue();
        queue.fill(target, 0, 64, (byte) 1);
        queue.fill(source, 0, 64, (byte) 2);
        SumFixture sum = new SumFixture(bench, 4, 5);
        sum.set(queue, 1);
        sum.poison(queue);
        capture(bench, sink -> {
            sink.fill(target, 0, 10, (byte) 3);
            sink.copy(source, 0, target, 10, 10);
            sink.upload(bench.alive(Host.bytes((byte) 9)), target, 20);
            sum.enqueue(sink);
        });
        byte[] expected = new byte[64];
        Arrays.fill(expected, (byte) 1);
        Require.bytes(queue, target, expected, Check.CAPTURE, "a buffer that a capture has commands for");
        byte[] poison = new byte[80];
        Arrays.fill(poison, (byte) 0xFF);
        Require.bytes(queue, sum.out().buffer(), poison, Check.CAPTURE, "the output of a captured operator");
    }

    private static void uploads(Bench bench) {
        DeviceBuffer buffer = bench.buffer(64);
        MemorySegment source = bench.alive(Host.bytes(bench.variety().pattern(64, 1)));
        capture(bench, sink -> sink.upload(source, buffer, 0)).ifPresent(graph -> {
            for (byte value = 40; value < 43; value++) {
                source.fill(value);
                bench.queue().launch(graph);
                byte[] expected = new byte[64];
                Arrays.fill(expected, value);
                Require.bytes(bench.queue(), buffer, expected, Check.REPLAY, "an upload of a graph");
            }
        });
    }

    private static void manyLaunches(Bench bench) {
        SumFixture sum = new SumFixture(bench, 7, 33);
        sum.set(bench.queue(), 0);
        capture(bench, sum::enqueue).ifPresent(graph -> {
            for (int seed = 1; seed <= 40; seed++) {
                sum.set(bench.queue(), seed);
                sum.poison(bench.queue());
                bench.queue().launch(graph);
                sum.requireResult(bench.queue(), seed, Check.REPLAY, "of launch " + seed);
            }
        });
    }

    /** A graph that adds to what is there, launched without waiting in between. */
    private static void launchesInARow(Bench bench) {
        DeviceBuffer total = bench.buffer(4 * 50);
        DeviceBuffer one = bench.buffer(4 * 50);
        float[] ones = new float[50];
        Arrays.fill(ones, 1);
        bench.queue().fill(total, 0, 200, (byte) 0);
        bench.queue().upload(bench.alive(Host.floats(ones)), one, 0);
        Plan<TensorOpArgs> plan = bench.keep(bench.backend().ops().prepare(SumFixture.spec(50)));
        DeviceBuffer workspace = bench.workspace(plan);
        TensorRef sum = TensorRef.matrix(total, DType.F32, 1, 50);
        TensorOpArgs args = new TensorOpArgs(List.of(sum, TensorRef.matrix(one, DType.F32, 1, 50)), List.of(sum));
        capture(bench, sink -> plan.enqueue(sink, args, workspace)).ifPresent(graph -> {
            for (int i = 0; i < 17; i++) {
                bench.queue().launch(graph);
            }
            Arrays.fill(ones, 17);
            byte[] expected = Host.floats(ones).toArray(ValueLayout.JAVA_BYTE);
            Require.bytes(bench.queue(), total, expected, Check.REPLAY, "a counter after 17 launches in a row");
        });
    }

    private static void twoGraphs(Bench bench) {
        SumFixture first = new SumFixture(bench, 3, 20);
        SumFixture second = new SumFixture(bench, 5, 11);
        first.set(bench.queue(), 0);
        second.set(bench.queue(), 0);
        capture(bench, first::enqueue).ifPresent(one -> {
            CommandGraph two = capture(bench, second::enqueue).orElseThrow();
            for (int seed = 1; seed < 8; seed++) {
                first.set(bench.queue(), seed);
                second.set(bench.queue(), seed + 50);
                first.poison(bench.queue());
                second.poison(bench.queue());
                bench.queue().launch(seed % 2 == 0 ? one : two);
                bench.queue().launch(seed % 2 == 0 ? two : one);
                first.requireResult(bench.queue(), seed, Check.REPLAY, "of the first of two graphs");
                second.requireResult(bench.queue(), seed + 50, Check.REPLAY, "of the second of two graphs");
            }
            one.close();
            second.poison(bench.queue());
            bench.queue().launch(two);
            second.requireResult(bench.queue(), 57, Check.REPLAY, "of a graph after another was closed");
        });
    }

    private static void place(Bench bench) {
        DeviceBuffer buffer = bench.buffer(100);
        CommandQueue queue = bench.queue();
        capture(bench, sink -> {
                    sink.fill(buffer, 10, 30, (byte) 2);
                    sink.copy(buffer, 0, buffer, 50, 20);
                    sink.fill(buffer, 0, 5, (byte) 3);
                })
                .ifPresent(graph -> {
                    queue.fill(buffer, 0, 100, (byte) 1);
                    queue.launch(graph);
                    queue.fill(buffer, 30, 25, (byte) 4);
                    queue.launch(graph);
                    queue.fill(buffer, 69, 1, (byte) 5);
                    byte[] expected = new byte[100];
                    Arrays.fill(expected, (byte) 1);
                    Arrays.fill(expected, 30, 55, (byte) 4);
                    Arrays.fill(expected, 10, 40, (byte) 2);
                    Arrays.fill(expected, 0, 5, (byte) 3);
                    Arrays.fill(expected, 50, 55, (byte) 3);
                    Arrays.fill(expected, 55, 60, (byte) 1);
                    Arrays.fill(expected, 60, 70, (byte) 2);
                    expected[69] = 5;
                    Require.bytes(queue, buffer, expected, Check.REPLAY, "launches between other commands");
                });
    }

    private static void between(Bench bench) {
        ProductFixture product = new ProductFixture(bench, 6, 17, 20);
        Weights weights = product.load(1);
        DeviceBuffer other = bench.buffer(product.out().byteSize());
        product.set(bench.queue(), 0);
        capture(bench, sink -> product.enqueue(sink, 4, weights)).ifPresent(graph -> {
            for (int seed = 1; seed < 5; seed++) {
                product.set(bench.queue(), seed);
                product.poison(bench.queue());
                product.plan().enqueue(bench.queue(), product.args(seed, weights, other), product.workspace());
                bench.queue().launch(graph);
                product.requireResult(
                        bench.queue(),
                        product.expected(4, seed, 1),
                        Check.REPLAY,
                        "launched after an immediate run of the same plan on other tensors");
            }
        });
    }

    private static void samePlan(Bench bench) {
        ProductFixture product = new ProductFixture(bench, 8, 9, 16);
        Weights first = product.load(1);
        Weights second = product.load(2);
        DeviceBuffer other = bench.buffer(product.out().byteSize());
        DeviceBuffer alike = bench.buffer(product.out().byteSize());
        product.set(bench.queue(), 0);
        capture(bench, sink -> {
                    product.plan().enqueue(sink, product.args(8, first, other), product.workspace());
                    // As the one before in all but operands: a driver may keep those where both launches find them.
                    product.plan().enqueue(sink, product.args(8, second, alike), product.workspace());
                    product.enqueue(sink, 3, second);
                })
                .ifPresent(graph -> {
                    product.set(bench.queue(), 6);
                    product.poison(bench.queue());
                    bench.queue().launch(graph);
                    product.requireResult(
                            bench.queue(), product.expected(3, 6, 2), Check.REPLAY, "by a plan captured twice, second");
                    Require.bytes(
                            bench.queue(),
                            other,
                            product.expected(8, 6, 1),
                            Check.REPLAY,
                            "a product by a plan captured twice, first");
                    Require.bytes(
                            bench.queue(),
                            alike,
                            product.expected(8, 6, 2),
                            Check.REPLAY,
                            "a product by a plan captured with other weights");
                });
    }

    private static void attention(Bench bench) {
        DecodeFixture decode = new DecodeFixture(bench);
        decode.set(bench.queue(), 0, 1, 2);
        capture(bench, sink -> decode.enqueue(sink, 1)).ifPresent(graph -> {
            int[][] tables = {{4, 3, 2}, {0, 0, 0}, {1, 4, 1}};
            for (int[] table : tables) {
                decode.set(bench.queue(), table);
                decode.poison(bench.queue());
                bench.queue().launch(graph);
                decode.requireResult(bench.queue(), Check.REPLAY, "of a graph", 1, table);
            }
        });
    }

    private static void products(Bench bench) {
        ProductFixture product = new ProductFixture(bench, 5, 33, 40);
        Weights weights = product.load(3);
        product.set(bench.queue(), 0);
        capture(bench, sink -> product.enqueue(sink, 5, weights)).ifPresent(graph -> {
            for (int seed = 1; seed < 5; seed++) {
                product.set(bench.queue(), seed);
                product.poison(bench.queue());
                bench.queue().launch(graph);
                product.requireResult(bench.queue(), product.expected(5, seed, 3), Check.REPLAY, "of launch " + seed);
            }
        });
    }

    private static void otherQueue(Bench bench) {
        SumFixture sum = new SumFixture(bench, 4, 6);
        CommandQueue other = bench.keep(bench.backend().newQueue());
        capture(bench, sum::enqueue).ifPresent(graph -> {
            for (CommandQueue queue : List.of(other, bench.queue(), other)) {
                sum.poison(queue);
                sum.set(queue, 21);
                queue.launch(graph);
                sum.requireResult(queue, 21, Check.REPLAY, "launched on a queue that did not capture it");
            }
        });
    }

    private static void outlives(Bench bench) {
        SumFixture sum = new SumFixture(bench, 4, 6);
        CommandQueue other = bench.backend().newQueue();
        Optional<CommandGraph> graph = other.capture(sum::enqueue).map(bench::keep);
        other.close();
        graph.ifPresent(kept -> {
            sum.poison(bench.queue());
            sum.set(bench.queue(), 22);
            bench.queue().launch(kept);
            sum.requireResult(bench.queue(), 22, Check.REPLAY, "of a graph whose capturing queue was closed");
        });
    }

    private static void empty(Bench bench) {
        capture(bench, sink -> {}).ifPresent(graph -> {
            Require.that(graph.nodeCount() == 0, Check.CAPTURE, "an empty graph has " + graph.nodeCount() + " nodes");
            bench.queue().launch(graph);
            bench.queue().await();
        });
    }

    private static void failing(Bench bench) {
        DeviceBuffer buffer = bench.buffer(16);
        bench.queue().fill(buffer, 0, 16, (byte) 1);
        try {
            bench.queue().capture(sink -> {
                sink.fill(buffer, 0, 16, (byte) 2);
                throw new UnsupportedOperationException("thrown by the body of a capture");
            });
        } catch (UnsupportedOperationException e) {
            // What it should be; a backend without graphs does not call the body at all.
        }
        byte[] expected = new byte[16];
        Arrays.fill(expected, (byte) 1);
        Require.bytes(bench.queue(), buffer, expected, Check.CAPTURE, "a buffer after a capture that failed");
        SumFixture sum = new SumFixture(bench, 2, 3);
        sum.requireRight(bench.queue(), Check.CAPTURE, "after a capture that failed");
        capture(bench, sum::enqueue).ifPresent(graph -> {
            sum.poison(bench.queue());
            bench.queue().launch(graph);
            sum.requireResult(bench.queue(), 11, Check.CAPTURE, "captured after a capture that failed");
        });
    }

    private static void sinkAfterwards(Bench bench) {
        DeviceBuffer buffer = bench.buffer(16);
        List<CommandSink> sinks = new ArrayList<>();
        capture(bench, sink -> {
                    sinks.add(sink);
                    sink.fill(buffer, 0, 8, (byte) 1);
                })
                .ifPresent(graph -> {
                    Require.closed(
                            "filling through the sink of a capture that has ended",
                            () -> sinks.getFirst().fill(buffer, 8, 8, (byte) 2));
                    bench.queue().fill(buffer, 0, 16, (byte) 0);
                    bench.queue().launch(graph);
                    byte[] expected = new byte[16];
                    Arrays.fill(expected, 0, 8, (byte) 1);
                    Require.bytes(
                            bench.queue(), buffer, expected, Check.CAPTURE, "a graph whose sink was used too long");
                });
    }
}
