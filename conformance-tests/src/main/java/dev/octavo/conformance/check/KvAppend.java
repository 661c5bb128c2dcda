package dev.octavo.conformance.check;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;

/** Tokens appended to shuffled slots of one layer, some of them skipped. */
final class KvAppend implements KvWorkload.Change {

    private static final int LAYER = 1;

    private final KvLayout layout;
    private final int tokens;
    private final int blocks;
    private final TestTensor key;
    private final TestTensor value;
    private final TestTensor slots;

    KvAppend(Bench bench, KvCacheSpec spec, DType source, int tokens, boolean strided) {
        this.layout = spec.layout();
        this.tokens = tokens;
        this.blocks = spec.blocks();
        this.key = bench.heads("key", Role.INPUT, source, tokens, layout.kvHeads(), layout.keyDim(), strided);
        this.value = bench.heads("value", Role.INPUT, source, tokens, layout.kvHeads(), layout.valueDim(), strided);
        this.slots = bench.vector("slots", DType.I32, tokens);
    }

    @Override
    public void fill(Fill fill) {
        // Rounding is needed, now and then by a number between two others or outside the range.
        Numbers numbers = Numbers.each(
                f -> f.integer(0, 8) == 0 ? CastNumbers.next(f) : Math.scalb(f.between(-1, 1), f.integer(-6, 8)));
        if (layout.scalesPerToken() > 0) {
            // A number outside the range decides its row's scale, so that the row tells nothing else.
            numbers = ScaledRowNumbers::of;
        }
        key.set(numbers.of(fill, key));
        value.set(numbers.of(fill, value));
        int[] order = fill.shuffled(blocks * layout.blockSize());
        double[] mapping = new double[tokens];
        for (int i = 0; i < tokens; i++) {
            mapping[i] = i % 3 == 1 || i >= order.length ? -1 : order[i];
        }
        slots.set(mapping);
    }

    @Override
    public void enqueue(CommandSink sink, KvCache cache) {
        cache.append(sink, new KvAppendArgs(LAYER, key.ref(), value.ref(), slots.ref()));
    }

    @Override
    public void apply(KvImage image, int layer) {
        int[] mapping = slots.before().integers();
        Tensor keys = key.before();
        Tensor values = value.before();
        for (int token = 0; layer == LAYER && token < tokens; token++) {
            if (mapping[token] < 0) {
                continue;
            }
            int block = mapping[token] / layout.blockSize();
            int position = mapping[token] % layout.blockSize();
            image.append(layer, block, position, false, keys, token);
            if (!layout.valueInKey()) {
                image.append(layer, block, position, true, values, token);
            }
        }
    }
}
