package dev.octavo.backend.cpu;

import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.Arrays;
import java.util.Optional;

/**
 * A filled KV cache of some sequences, in scattered blocks. Token t of sequence i has the same query, key and value in every workload, so results can be compared.
 */
final class AttentionWorkload {

    private final Rig rig;
    private final AttentionSpec spec;
    private final int[] lengths;
    private final int columns;
    private final KvCache cache;

    AttentionWorkload(Rig rig, AttentionSpec spec, int... lengths) {
        this.rig = rig;
        this.spec = spec;
        this.lengths = lengths;
        KvLayout layout = spec.cache();
        columns = Math.ceilDiv(Arrays.stream(lengths).max().orElseThrow(), layout.blockSize());
        cache = rig.backend.kvCaches().create(new KvCacheSpec(layout, 2, lengths.length * columns + 1));
        for (int i = 0; i < lengths.length; i++) {
            append(i);
        }
    }

    private void append(int sequence) {
        KvLayout layout = spec.cache();
        int n = lengths[sequence];
        int[] slots = new int[n];
        for (int t = 0; t < n; t++) {
            slots[t] = block(sequence, t / layout.blockSize()) * layout.blockSize() + t % layout.blockSize();
        }
        TensorRef key = rig.random(DType.F32, Layout.cube(n, layout.kvHeads(), layout.keyDim()), 1000 + sequence);
        TensorRef value = rig.random(DType.F32, Layout.cube(n, layout.kvHeads(), layout.valueDim()), 2000 + sequence);
        cache.append(rig.queue, new KvAppendArgs(1, key, value, rig.ints(slots)));
        rig.queue.await();
    }

    /** Block 0 stays unused, and neighbours in a sequence are none in memory. */
    private int block(int sequence, int column) {
        return 1 + column * lengths.length + (sequence + column) % lengths.length;
    }

    /** Attention of the last tokens of each sequence. */
    float[] run(int... queries) {
        Plan<AttentionArgs> plan = rig.backend.attention().prepare(spec);
        AttentionArgs args = args(queries);
        rig.run(plan, args);
        return rig.read(args.out());
    }

    AttentionArgs args(int... queries) {
        int tokens = Arrays.stream(queries).sum();
        KvLayout layout = spec.cache();
        int width = spec.queryHeads() * layout.keyDim();
        float[] query = new float[tokens * width];
        int[] starts = new int[lengths.length + 1];
        int[] table = new int[lengths.length * columns];
        for (int i = 0; i < lengths.length; i++) {
            starts[i + 1] = starts[i] + queries[i];
            float[] all = Rig.randoms(lengths[i] * width, 3000 + i);
            int skipped = lengths[i] - queries[i];
            System.arraycopy(all, skipped * width, query, starts[i] * width, queries[i] * width);
            for (int j = 0; j < columns; j++) {
                boolean used = j * layout.blockSize() < lengths[i];
                table[i * columns + j] = used ? block(i, j) : -77;
            }
        }
        return new AttentionArgs(
                rig.tensor(spec.query(), Layout.cube(tokens, spec.queryHeads(), layout.keyDim()), query),
                cache,
                1,
                rig.ints(starts),
                rig.ints(lengths),
                rig.ints(Layout.matrix(lengths.length, columns), table),
                spec.maxQueryLength(),
                Arrays.stream(lengths).max().orElseThrow(),
                perHead(spec.sinks(), 1),
                perHead(spec.alibi(), 2),
                rig.poisoned(spec.output(), Layout.cube(tokens, spec.queryHeads(), layout.valueDim())));
    }

    private Optional<TensorRef> perHead(boolean wanted, long seed) {
        return wanted ? Optional.of(rig.random(DType.F32, Layout.vector(spec.queryHeads()), seed)) : Optional.empty();
    }
}
