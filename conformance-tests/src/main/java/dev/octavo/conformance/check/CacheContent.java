package dev.octavo.conformance.check;

import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.tensor.Layout;

/** Sets every block of every layer of a cache through imports; what is not set is NaN, in I8 its scales are. */
final class CacheContent {

    private final KvCache cache;
    private final TestTensor blocks;

    CacheContent(Bench bench, KvCache cache) {
        KvCacheSpec spec = cache.spec();
        this.cache = cache;
        this.blocks = bench.tensor(
                "cache content",
                TestTensor.Role.INPUT,
                spec.layout().type(),
                Layout.matrix(spec.layers() * spec.blocks(), blockNumbers(spec)));
        double[] unset = new CanonicalBlock(spec.layout()).unset();
        for (int block = 0; block < spec.layers() * spec.blocks(); block++) {
            blocks.set(block * unset.length, unset);
        }
    }

    /** Elements of a block, those of scales included. */
    static int blockNumbers(KvCacheSpec spec) {
        return new CanonicalBlock(spec.layout()).size();
    }

    /** Sets all blocks of a layer, in canonical order. */
    void set(int layer, double[][] layerBlocks) {
        int size = layerBlocks[0].length;
        for (int block = 0; block < layerBlocks.length; block++) {
            blocks.set((layer * layerBlocks.length + block) * size, layerBlocks[block]);
        }
    }

    void stage(CommandQueue queue) {
        for (int layer = 0; layer < cache.spec().layers(); layer++) {
            for (int block = 0; block < cache.spec().blocks(); block++) {
                cache.importBlock(queue, layer, block, row(blocks, cache.spec(), layer, block));
            }
        }
    }

    /** The part of a tensor that holds one block, as a vector. */
    static TensorRef row(TestTensor tensor, KvCacheSpec spec, int layer, int block) {
        int size = blockNumbers(spec);
        int index = layer * spec.blocks() + block;
        return tensor.ref().view((long) index * size, Layout.vector(size));
    }
}
