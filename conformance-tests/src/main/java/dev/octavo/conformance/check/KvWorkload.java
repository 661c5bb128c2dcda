package dev.octavo.conformance.check;

import dev.octavo.conformance.check.TestTensor.Role;
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
            public void apply(KvImage image, int layer) {}
        };

        /** Chooses new inputs. */
        void fill(Fill fill);

        /** Enqueues the change. */
        void enqueue(CommandSink sink, KvCache cache);

        /** Does the same to a layer of what is expected. */
        void apply(KvImage image, int layer);
    }

    private final KvCache cache;
    private final Change change;
    private final CacheContent content;
    private final TestTensor exported;
    private final KvImage image;

    KvWorkload(Bench bench, KvCacheSpec spec, Change change) {
        this.cache = bench.keep(bench.backend().kvCaches().create(spec));
        this.change = change;
        this.content = new CacheContent(bench, cache);
        int rows = spec.layers() * spec.blocks();
        this.exported = bench.tensor(
                "exported", Role.OUTPUT, spec.layout().type(), Layout.matrix(rows, CacheContent.blockNumbers(spec)));
        this.image = new KvImage(spec);
    }

    @Override
    public void fill(Fill fill) {
        CanonicalBlock canonical = new CanonicalBlock(cache.spec().layout());
        for (int layer = 0; layer < cache.spec().layers(); layer++) {
            double[][] layerBlocks = new double[cache.spec().blocks()][];
            for (int block = 0; block < layerBlocks.length; block++) {
                layerBlocks[block] = canonical.random(fill, 100);
            }
            content.set(layer, layerBlocks);
            image.set(layer, layerBlocks);
        }
        change.fill(fill);
        for (int layer = 0; layer < cache.spec().layers(); layer++) {
            change.apply(image, layer);
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
        image.judge(judge, exported);
    }
}
