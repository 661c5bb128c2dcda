package dev.octavo.conformance.check;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.tensor.Layout;

/** Two blocks change places in every layer, over memory outside the cache. Which ones is fixed by the commands, so every round has the same. */
final class KvSwap implements KvWorkload.Change {

    private static final int FIRST = 1;
    private static final int SECOND = 4;

    private final TestTensor outside;

    KvSwap(Bench bench, KvCacheSpec spec) {
        this.outside = bench.tensor(
                "outside",
                Role.OUTPUT,
                spec.layout().type(),
                Layout.matrix(2 * spec.layers(), CacheContent.blockNumbers(spec)));
    }

    @Override
    public void fill(Fill fill) {}

    @Override
    public void enqueue(CommandSink sink, KvCache cache) {
        int size = CacheContent.blockNumbers(cache.spec());
        for (int layer = 0; layer < cache.spec().layers(); layer++) {
            var first = outside.ref().view(2L * layer * size, Layout.vector(size));
            var second = outside.ref().view((2L * layer + 1) * size, Layout.vector(size));
            cache.exportBlock(sink, layer, FIRST, first);
            cache.exportBlock(sink, layer, SECOND, second);
            cache.importBlock(sink, layer, FIRST, second);
            cache.importBlock(sink, layer, SECOND, first);
        }
    }

    @Override
    public void apply(KvImage image, int layer) {
        image.swap(layer, FIRST, SECOND);
    }
}
