package dev.octavo.conformance.perf;

import static dev.octavo.conformance.perf.GemmTimings.name;

import dev.octavo.spi.Backend;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Attention and the storing of keys and values with the heads of a model of 8 billion parameters. */
final class AttentionTimings {

    private static final int HEADS = 32;
    private static final int KV_HEADS = 8;
    private static final int DIM = 128;
    private static final int BLOCK = 16;

    private AttentionTimings() {}

    static Stream<PerfCase> all() {
        List<PerfCase> cases = new ArrayList<>();
        for (DType[] types : new DType[][] {
            {DType.F32, DType.F32},
            {DType.F32, DType.F16},
            {DType.F32, DType.BF16},
            {DType.F16, DType.F16},
            {DType.BF16, DType.BF16},
            {DType.F32, DType.F8_E4M3},
            {DType.F32, DType.I8}
        }) {
            cases.add(attention("decode", types[0], types[1], 1, 1, 2048));
            cases.add(attention("decode", types[0], types[1], 8, 1, 1024));
            cases.add(attention("prefill", types[0], types[1], 1, 512, 512));
        }
        cases.add(attention("long_prefill", DType.BF16, DType.BF16, 1, 4096, 4096));
        cases.add(attention("long_decode", DType.BF16, DType.BF16, 64, 1, 2048));
        for (DType type : new DType[] {DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.I8}) {
            cases.add(append(type));
        }
        return cases.stream();
    }

    private static PerfCase attention(String what, DType query, DType cache, int sequences, int queries, int tokens) {
        AttentionSpec spec = new AttentionSpec(
                HEADS,
                new KvLayout(KV_HEADS, DIM, BLOCK, cache),
                new AttentionMask.Causal(),
                0.088f,
                0,
                false,
                false,
                query,
                query,
                queries,
                sequences);
        String id = "attention[" + what + ",q=" + name(query) + ",kv=" + name(cache) + ",sequences=" + sequences
                + ",queries=" + queries + ",tokens=" + tokens + ",heads=" + HEADS + "/" + KV_HEADS + ",dim=" + DIM
                + "]";
        KvCacheSpec pool = new KvCacheSpec(spec.cache(), 1, sequences * Math.ceilDiv(tokens, BLOCK));
        return new Timing(
                id,
                List.of(name(cache), name(query)),
                backend -> what.startsWith("long")
                        ? GraphicsCards.only(backend, both(backend, spec, pool))
                        : both(backend, spec, pool),
                lab -> attention(lab, spec, pool, sequences, queries, tokens));
    }

    private static Support both(Backend backend, AttentionSpec spec, KvCacheSpec pool) {
        Support cache = backend.kvCaches().support(pool);
        return cache.isSupported() ? backend.attention().support(spec) : cache;
    }

    private static Timing.Work attention(
            Lab lab, AttentionSpec spec, KvCacheSpec pool, int sequences, int queries, int tokens) {
        KvCache cache = lab.keep(lab.backend().kvCaches().create(pool));
        fill(lab, cache);
        Plan<AttentionArgs> plan = lab.keep(lab.backend().attention().prepare(spec));
        @Nullable DeviceBuffer workspace = lab.workspace(plan);
        int blocks = Math.ceilDiv(tokens, BLOCK);
        Layout shape = Layout.cube(sequences * queries, HEADS, DIM);
        AttentionArgs args = new AttentionArgs(
                lab.tensor(spec.query(), shape),
                cache,
                0,
                lab.integers(IntStream.rangeClosed(0, sequences)
                        .map(i -> i * queries)
                        .toArray()),
                lab.integers(IntStream.range(0, sequences).map(i -> tokens).toArray()),
                lab.integers(
                        Layout.matrix(sequences, blocks),
                        IntStream.range(0, sequences * blocks).toArray()),
                queries,
                tokens,
                Optional.empty(),
                Optional.empty(),
                lab.tensor(spec.output(), shape));
        double seen = queries == 1 ? tokens : tokens - (queries - 1) / 2.0;
        double read = (double) sequences * tokens * spec.cache().bytesPerToken();
        return new Timing.Work(
                sink -> plan.enqueue(sink, args, workspace),
                read + args.query().byteSpan() + args.out().byteSpan(),
                4.0 * sequences * queries * seen * HEADS * DIM);
    }

    private static void fill(Lab lab, KvCache cache) {
        KvLayout layout = cache.spec().layout();
        TensorRef block = TensorRef.vector(
                lab.buffer(layout.blockBytes()),
                layout.type(),
                Math.toIntExact(layout.blockBytes() / layout.type().bytes()));
        for (int i = 0; i < cache.spec().blocks(); i++) {
            cache.importBlock(lab.queue(), 0, i, block);
        }
    }

    private static PerfCase append(DType type) {
        int tokens = 256;
        KvCacheSpec pool = new KvCacheSpec(new KvLayout(KV_HEADS, DIM, BLOCK, type), 1, 64);
        String id =
                "kv[append,t=" + name(type) + ",from=f32,tokens=" + tokens + ",heads=" + KV_HEADS + ",dim=" + DIM + "]";
        return new Timing(id, List.of(name(type)), backend -> backend.kvCaches().support(pool), lab -> {
            KvCache cache = lab.keep(lab.backend().kvCaches().create(pool));
            KvAppendArgs args = new KvAppendArgs(
                    0,
                    lab.tensor(DType.F32, Layout.cube(tokens, KV_HEADS, DIM)),
                    lab.tensor(DType.F32, Layout.cube(tokens, KV_HEADS, DIM)),
                    lab.integers(
                            IntStream.range(0, tokens).map(i -> i * 3 % 1024).toArray()));
            double numbers = 2.0 * tokens * KV_HEADS * DIM;
            return new Timing.Work(sink -> cache.append(sink, args), numbers * (4 + type.bytes()), 0);
        });
    }
}
