package dev.octavo.conformance.check;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.tensor.Layout;

/** Imports known blocks, changes the cache, and exports every block of every layer. */
final class KvWorkload implements Workload {

    /** Something done to a cache. */
    interface Change {

        /** Nothing: what was imported comes out again. */
        Change NONE = new Change() {
            @Override
            public void fill(Fill fill) {}

            @Override
            public void enqueue(CommandSink sink, KvCache cache) {}

            @Override
            public void apply(double[][] blocks, int firstOfLayer, int layer) {}
        };

        /** Chooses new inputs. */
        void fill(Fill fill);

        /** Enqueues the change. */
        void enqueue(CommandSink sink, KvCache cache);

        /**
         * Does the same to the host's copy.
         *
         * @param blocks all blocks of all layers in canonical order
         * @param firstOfLayer index of a layer's block 0
         * @param layer which layer that is
         */
        void apply(double[][] blocks, int firstOfLayer, int layer);
    }

    private final KvCache cache;
    private final Change change;
    private final CacheContent content;
    private final TestTensor exported;
    private double[][] blocks;

    KvWorkload(Bench bench, KvCacheSpec spec, Change change) {
        this.cache = bench.keep(bench.backend().kvCaches().create(spec));
        this.change = change;
        this.content = new CacheContent(bench, cache);
        int rows = spec.layers() * spec.blocks();
        this.exported = bench.tensor(
                "exported", Role.OUTPUT, spec.layout().type(), Layout.matrix(rows, CacheContent.blockNumbers(spec)));
        this.blocks = new double[rows][CacheContent.blockNumbers(spec)];
    }

    @Override
    public void fill(Fill fill) {
        NumberFormat format = NumberFormat.of(cache.spec().layout().type());
        int perLayer = cache.spec().blocks();
        for (int layer = 0; layer < cache.spec().layers(); layer++) {
            double[][] layerBlocks = new double[perLayer][blocks[0].length];
            for (int block = 0; block < perLayer; block++) {
                for (int i = 0; i < layerBlocks[block].length; i++) {
                    layerBlocks[block][i] = format.round(fill.number(100));
                }
                blocks[layer * perLayer + block] = layerBlocks[block].clone();
            }
            content.set(layer, layerBlocks);
        }
        change.fill(fill);
        for (int layer = 0; layer < cache.spec().layers(); layer++) {
            change.apply(blocks, layer * perLayer, layer);
        }
    }

    @Override
    public void stage(CommandQueue queue) {
        content.stage(queue);
    }

    @Override
    public void enqueue(CommandSink sink) {
        change.enqueue(sink, cache);
        for (int layer = 0; layer < cache.spec().layers(); layer++) {
            for (int block = 0; block < cache.spec().blocks(); block++) {
                cache.exportBlock(sink, layer, block, CacheContent.row(exported, cache.spec(), layer, block));
            }
        }
    }

    @Override
    public void judge(Judge judge) {
        double[] expected = new double[exported.size()];
        for (int i = 0; i < blocks.length; i++) {
            System.arraycopy(blocks[i], 0, expected, i * blocks[i].length, blocks[i].length);
        }
        judge.compareBits(exported, exported.before().with(expected));
    }
}
