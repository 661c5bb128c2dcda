package dev.octavo.conformance.check;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Wrong arguments of attention. */
final class AttentionArguments {

    private static final int DIM = 64;
    private static final int HEADS = 2;
    private static final int TOKENS = 2;

    private final Bench bench;
    private final Refusals refusals;
    private final KvLayout layout = new KvLayout(1, DIM, 16, DType.F16);
    private final KvCache cache;
    private final Plan<AttentionArgs> plan;
    private final @Nullable DeviceBuffer workspace;
    private final TestTensor query;
    private final TestTensor starts;
    private final TestTensor lengths;
    private final TestTensor table;
    private final TestTensor sinks;
    private final TestTensor out;

    AttentionArguments(Bench bench) {
        this.bench = bench;
        this.refusals = new Refusals(bench);
        this.cache = bench.keep(bench.backend().kvCaches().create(new KvCacheSpec(layout, 2, 4)));
        AttentionSpec spec = new AttentionSpec(
                HEADS, layout, new AttentionMask.Causal(), 1, 0, false, false, DType.F32, DType.F32, 4, TOKENS);
        this.plan = bench.keep(bench.backend().attention().prepare(spec));
        this.workspace = bench.workspace(plan);
        this.query = bench.heads("query", Role.INPUT, DType.F32, TOKENS, HEADS, DIM, false);
        this.starts = bench.vector("queryStart", DType.I32, TOKENS + 1);
        this.lengths = bench.vector("sequenceLengths", DType.I32, TOKENS);
        this.table = bench.matrix("blockTable", Role.INPUT, DType.I32, TOKENS, 1, false);
        this.sinks = bench.vector("sinks", DType.F32, HEADS);
        this.out = bench.heads("out", Role.OUTPUT, DType.F32, TOKENS, HEADS, DIM, false);
        query.set(new double[TOKENS * HEADS * DIM]);
        starts.set(new double[] {0, 1, 2});
        lengths.set(new double[] {1, 1});
        table.set(new double[] {1, 2});
        sinks.set(new double[HEADS]);
    }

    void check() {
        wrong("query of type f16", Refusals.typed(query, DType.F16), cache, 0, starts.ref(), table.ref(), out.ref());
        Layout narrow = Layout.cube(TOKENS, HEADS, DIM - 1, HEADS * DIM);
        wrong(
                "query of a smaller head",
                Refusals.shaped(query, narrow),
                cache,
                0,
                starts.ref(),
                table.ref(),
                out.ref());
        Layout flat = Layout.cube(TOKENS, 1, DIM, HEADS * DIM);
        wrong("query of one head", Refusals.shaped(query, flat), cache, 0, starts.ref(), table.ref(), out.ref());
        Layout fewer = Layout.cube(TOKENS - 1, HEADS, DIM);
        wrong("out of fewer tokens", query.ref(), cache, 0, starts.ref(), table.ref(), Refusals.shaped(out, fewer));
        wrong("out of a smaller head", query.ref(), cache, 0, starts.ref(), table.ref(), Refusals.shaped(out, narrow));
        wrong("out of type bf16", query.ref(), cache, 0, starts.ref(), table.ref(), Refusals.typed(out, DType.BF16));
        wrong("layer -1", query.ref(), cache, -1, starts.ref(), table.ref(), out.ref());
        wrong("layer 2 of 2", query.ref(), cache, 2, starts.ref(), table.ref(), out.ref());
        TensorRef few = Refusals.shaped(starts, Layout.vector(TOKENS));
        wrong("query starts for one sequence too few", query.ref(), cache, 0, few, table.ref(), out.ref());
        TensorRef real = Refusals.typed(starts, DType.F32);
        wrong("query starts of type f32", query.ref(), cache, 0, real, table.ref(), out.ref());
        wrong("table of type f32", query.ref(), cache, 0, starts.ref(), Refusals.typed(table, DType.F32), out.ref());
        TensorRef row = Refusals.shaped(table, Layout.matrix(TOKENS - 1, 1));
        wrong("table of one sequence too few", query.ref(), cache, 0, starts.ref(), row, out.ref());
        caches();
        presence();
        new DecodeFixture(bench).requireRight(bench.queue(), Check.ARGUMENT, "after refusals");
    }

    private void caches() {
        KvLayout wider = new KvLayout(1, 128, 16, DType.F16);
        KvLayout smallBlocks = new KvLayout(1, DIM, 8, DType.F16);
        for (KvLayout other : List.of(wider, smallBlocks)) {
            KvCache wrong = bench.keep(bench.backend().kvCaches().create(new KvCacheSpec(other, 2, 4)));
            wrong("a cache of " + other, query.ref(), wrong, 0, starts.ref(), table.ref(), out.ref());
        }
        KvCache strange = new Strangers.StrangeCache(cache.spec());
        wrong("a cache of no backend", query.ref(), strange, 0, starts.ref(), table.ref(), out.ref());
    }

    private void presence() {
        AttentionArgs right = args(query.ref(), cache, 0, starts.ref(), table.ref(), out.ref());
        AttentionArgs withSinks = new AttentionArgs(
                right.query(),
                right.cache(),
                0,
                right.queryStart(),
                right.sequenceLengths(),
                right.blockTable(),
                right.maxQueryLength(),
                right.maxSequenceLength(),
                Optional.of(sinks.ref()),
                Optional.empty(),
                right.out());
        refusals.require("attention with sinks that its spec lacks", sink -> plan.enqueue(sink, withSinks, workspace));
        AttentionArgs withSlopes = new AttentionArgs(
                right.query(),
                right.cache(),
                0,
                right.queryStart(),
                right.sequenceLengths(),
                right.blockTable(),
                right.maxQueryLength(),
                right.maxSequenceLength(),
                Optional.empty(),
                Optional.of(sinks.ref()),
                right.out());
        refusals.require(
                "attention with slopes that its spec lacks", sink -> plan.enqueue(sink, withSlopes, workspace));
    }

    private void wrong(
            String what, TensorRef q, KvCache from, int layer, TensorRef start, TensorRef blocks, TensorRef result) {
        AttentionArgs args = args(q, from, layer, start, blocks, result);
        refusals.require("attention with " + what, sink -> plan.enqueue(sink, args, workspace));
    }

    private AttentionArgs args(
            TensorRef q, KvCache from, int layer, TensorRef start, TensorRef blocks, TensorRef result) {
        return new AttentionArgs(
                q, from, layer, start, lengths.ref(), blocks, 1, 1, Optional.empty(), Optional.empty(), result);
    }
}
