package dev.octavo.conformance.check;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.List;

/** Wrong arguments of a cache's operations. */
final class CacheArguments {

    private static final int DIM = 64;
    private static final int TOKENS = 3;
    private static final int LAYERS = 2;
    private static final int BLOCKS = 4;

    private final Refusals refusals;
    private final KvLayout layout = new KvLayout(2, DIM, 4, DType.F16);
    private final KvCache cache;
    private final int blockNumbers;
    private final TestTensor key;
    private final TestTensor value;
    private final TestTensor slots;
    private final TestTensor block;
    private final TestTensor pairs;

    CacheArguments(Bench bench) {
        this.refusals = new Refusals(bench);
        KvCacheSpec spec = new KvCacheSpec(layout, LAYERS, BLOCKS);
        this.cache = bench.keep(bench.backend().kvCaches().create(spec));
        this.blockNumbers = CacheContent.blockNumbers(spec);
        this.key = bench.heads("key", Role.INPUT, DType.F32, TOKENS, 2, DIM, false);
        this.value = bench.heads("value", Role.INPUT, DType.F32, TOKENS, 2, DIM, false);
        this.slots = bench.vector("slots", DType.I32, TOKENS);
        this.block = bench.tensor("block", Role.UPDATED, DType.F16, Layout.vector(blockNumbers));
        this.pairs = bench.matrix("pairs", Role.INPUT, DType.I32, 2, 2, false);
        key.set(new double[TOKENS * 2 * DIM]);
        value.set(new double[TOKENS * 2 * DIM]);
        slots.set(new double[] {0, 5, 7});
        block.set(new double[blockNumbers]);
        pairs.set(new double[] {0, 1, 2, 3});
    }

    void check() {
        append("layer -1", -1, key.ref(), value.ref(), slots.ref());
        append("layer 2 of 2", LAYERS, key.ref(), value.ref(), slots.ref());
        Layout oneHead = Layout.cube(TOKENS, 1, DIM, 2 * DIM);
        Layout narrow = Layout.cube(TOKENS, 2, DIM - 2, 2 * DIM);
        Layout fewer = Layout.cube(TOKENS - 1, 2, DIM);
        for (Layout wrong : List.of(oneHead, narrow, fewer)) {
            append("key " + wrong, 0, Refusals.shaped(key, wrong), value.ref(), slots.ref());
            append("value " + wrong, 0, key.ref(), Refusals.shaped(value, wrong), slots.ref());
        }
        append("a key of integers", 0, Refusals.typed(key, DType.I32), value.ref(), slots.ref());
        append("slots of type f32", 0, key.ref(), value.ref(), Refusals.typed(slots, DType.F32));
        append("a slot too few", 0, key.ref(), value.ref(), Refusals.shaped(slots, Layout.vector(TOKENS - 1)));
        move("layer -1", -1, 0, block.ref());
        move("layer 2 of 2", LAYERS, 0, block.ref());
        move("block -1", 0, -1, block.ref());
        move("block 4 of 4", 1, BLOCKS, block.ref());
        move("a tensor too short", 0, 0, Refusals.shaped(block, Layout.vector(blockNumbers - 1)));
        move("a tensor too long", 0, 0, Refusals.shaped(block, Layout.vector(blockNumbers + 1)));
        move("a tensor of type bf16", 0, 0, Refusals.typed(block, DType.BF16));
        refusals.require(
                "copies of pairs of type f32", sink -> cache.copyBlocks(sink, Refusals.typed(pairs, DType.F32)));
        refusals.require(
                "copies of threes", sink -> cache.copyBlocks(sink, Refusals.shaped(pairs, Layout.matrix(1, 3))));
        refusals.require(
                "a copy through a sink of no backend",
                sink -> cache.copyBlocks(new Strangers.StrangeSink(), pairs.ref()));
    }

    private void append(String what, int layer, TensorRef keys, TensorRef values, TensorRef mapping) {
        KvAppendArgs args = new KvAppendArgs(layer, keys, values, mapping);
        refusals.require("an append with " + what, sink -> cache.append(sink, args));
    }

    private void move(String what, int layer, int index, TensorRef canonical) {
        refusals.require("an export with " + what, sink -> cache.exportBlock(sink, layer, index, canonical));
        refusals.require("an import with " + what, sink -> cache.importBlock(sink, layer, index, canonical));
    }
}
