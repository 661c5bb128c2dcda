package dev.octavo.conformance.check;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.tensor.DType;

/** Copies of blocks, one source to several targets among them. */
final class KvCopy implements KvWorkload.Change {

    private static final int PAIRS = 3;

    private final int blocks;
    private final TestTensor pairs;

    KvCopy(Bench bench, KvCacheSpec spec) {
        this.blocks = spec.blocks();
        this.pairs = bench.matrix("pairs", Role.INPUT, DType.I32, PAIRS, 2, false);
    }

    @Override
    public void fill(Fill fill) {
        int[] order = fill.shuffled(blocks);
        pairs.set(new double[] {order[0], order[1], order[0], order[2], order[3], order[4]});
    }

    @Override
    public void enqueue(CommandSink sink, KvCache cache) {
        cache.copyBlocks(sink, pairs.ref());
    }

    @Override
    public void apply(KvImage image, int layer) {
        int[] numbers = pairs.before().integers();
        for (int i = 0; i < PAIRS; i++) {
            image.copy(layer, numbers[2 * i], numbers[2 * i + 1]);
        }
    }
}
