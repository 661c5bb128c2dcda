package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Fence;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.Weights;

/** Objects of another backend, or of none, are refused rather than taken for own ones. */
final class ForeignObjects {

    private final Opener open;

    ForeignObjects(Opener open) {
        this.open = open;
    }

    void check() {
        try (Backend here = open.backend();
                Backend there = open.backend();
                Bench own = open.bench(here);
                Bench foreign = open.bench(there)) {
            transfers(own, foreign.buffer(64));
            fencesAndGraphs(own, foreign);
            operators(own, foreign);
            open.requireWorks(here, Check.FOREIGN, "after objects of another backend were refused");
            open.requireWorks(there, Check.FOREIGN, "after its objects were refused elsewhere");
        }
    }

    private static void transfers(Bench own, DeviceBuffer strange) {
        CommandQueue queue = own.queue();
        DeviceBuffer buffer = own.buffer(64);
        refused("filling a foreign buffer", () -> queue.fill(strange, 0, 8, (byte) 1));
        refused("uploading to a foreign buffer", () -> queue.upload(Host.zeros(8), strange, 0));
        refused("downloading from a foreign buffer", () -> queue.download(strange, 0, Host.zeros(8)));
        refused("copying from a foreign buffer", () -> queue.copy(strange, 0, buffer, 0, 8));
        refused("copying to a foreign buffer", () -> queue.copy(buffer, 0, strange, 0, 8));
        refused("filling a slice of a foreign buffer", () -> queue.fill(strange.slice(8, 8), 0, 8, (byte) 1));
    }

    private static void fencesAndGraphs(Bench own, Bench foreign) {
        Fence fence = foreign.queue().signal();
        refused("waiting for a foreign fence", () -> own.queue().waitFor(fence));
        DeviceBuffer buffer = foreign.buffer(8);
        GraphCases.capture(foreign, sink -> sink.fill(buffer, 0, 8, (byte) 1))
                .ifPresent(graph ->
                        refused("launching a foreign graph", () -> own.queue().launch(graph)));
    }

    private static void operators(Bench own, Bench foreign) {
        SumFixture here = new SumFixture(own, 3, 9);
        SumFixture there = new SumFixture(foreign, 3, 9);
        refused("a plan on a foreign queue", () -> here.enqueue(foreign.queue()));
        refused("a plan on foreign tensors", () -> here.plan().enqueue(own.queue(), there.args(), here.workspace()));
        ProductFixture product = new ProductFixture(own, 2, 5, 6);
        Weights weights = new ProductFixture(foreign, 2, 5, 6).load(1);
        refused("a product with foreign weights", () -> product.enqueue(own.queue(), 2, weights));
        refused(
                "loading through a foreign queue",
                () -> own.backend()
                        .gemm()
                        .load(product.weightSpec(), OddSpecs.source(product.weightSpec()), foreign.queue())
                        .close());
        DecodeFixture decode = new DecodeFixture(own);
        DecodeFixture other = new DecodeFixture(foreign);
        refused(
                "attention over a foreign cache",
                () -> decode.plan().enqueue(own.queue(), withCache(decode.args(1), other), decode.workspace()));
    }

    private static AttentionArgs withCache(AttentionArgs args, DecodeFixture other) {
        return new AttentionArgs(
                args.query(),
                other.cache(),
                1,
                args.queryStart(),
                args.sequenceLengths(),
                args.blockTable(),
                1,
                1,
                args.sinks(),
                args.alibiSlopes(),
                args.out());
    }

    /** The same with objects that no backend has made. */
    static void strangers(Bench bench) {
        transfers(bench, new Strangers.StrangeBuffer(64));
        refused("waiting for a fence of no backend", () -> bench.queue().waitFor(new Strangers.StrangeFence()));
        refused("launching a graph of no backend", () -> bench.queue().launch(new Strangers.StrangeGraph()));
        SumFixture sum = new SumFixture(bench, 3, 9);
        refused("a plan into a sink of no backend", () -> sum.enqueue(new Strangers.StrangeSink()));
        sum.requireRight(bench.queue(), Check.FOREIGN, "after objects of no backend were refused");
    }

    private static void refused(String what, Runnable body) {
        Require.refused(Check.FOREIGN, what, body);
    }
}
