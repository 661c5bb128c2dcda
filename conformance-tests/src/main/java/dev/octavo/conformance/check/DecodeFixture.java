package dev.octavo.conformance.check;

import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
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
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Attention of sequences of one token each over an f16 cache: the softmax has one entry, so each output is exactly the value of the slot that the block table and the
 * length point to. Slot s of layer l holds the value {@code s + 100 l} and a number of the case in every place.
 */
final class DecodeFixture {

    static final int SEQUENCES = 3;
    static final int BLOCKS = 5;
    static final int LAYERS = 2;
    private static final int DIM = 64;

    private final Bench bench;
    private final KvLayout layout = new KvLayout(1, DIM, 1, DType.F16);
    private final KvCache cache;
    private final Plan<AttentionArgs> plan;
    private final @Nullable DeviceBuffer workspace;
    private final DeviceBuffer query;
    private final DeviceBuffer starts;
    private final DeviceBuffer lengths;
    private final DeviceBuffer table;
    private final DeviceBuffer out;

    DecodeFixture(Bench bench) {
        this.bench = bench;
        this.cache = bench.keep(bench.backend().kvCaches().create(new KvCacheSpec(layout, LAYERS, BLOCKS)));
        this.plan = bench.keep(bench.backend().attention().prepare(spec()));
        this.workspace = bench.workspace(plan);
        this.query = bench.buffer(4L * SEQUENCES * DIM);
        this.starts = bench.buffer(4L * (SEQUENCES + 1));
        this.lengths = bench.buffer(4L * SEQUENCES);
        this.table = bench.buffer(4L * SEQUENCES);
        this.out = bench.buffer(4L * SEQUENCES * DIM);
        bench.queue().fill(query, 0, query.byteSize(), (byte) 0);
        bench.queue().upload(bench.alive(Host.integers(0, 1, 2, 3)), starts, 0);
        bench.queue().upload(bench.alive(Host.integers(1, 1, 1)), lengths, 0);
        fillCache();
    }

    AttentionSpec spec() {
        return new AttentionSpec(
                1, layout, new AttentionMask.Causal(), 1, 0, false, false, DType.F32, DType.F32, 1, SEQUENCES);
    }

    private void fillCache() {
        DeviceBuffer keys = bench.buffer(4L * BLOCKS * DIM);
        DeviceBuffer values = bench.buffer(4L * BLOCKS * DIM);
        DeviceBuffer slots = bench.buffer(4L * BLOCKS);
        bench.queue().fill(keys, 0, keys.byteSize(), (byte) 0);
        bench.queue().upload(bench.alive(Host.integers(0, 1, 2, 3, 4)), slots, 0);
        for (int layer = 0; layer < LAYERS; layer++) {
            bench.queue().upload(bench.alive(Host.floats(repeated(layer, 0, 1, 2, 3, 4))), values, 0);
            cache.append(bench.queue(), append(layer, keys, values, slots));
        }
        bench.queue().await();
    }

    private static KvAppendArgs append(int layer, DeviceBuffer keys, DeviceBuffer values, DeviceBuffer slots) {
        Layout tokens = Layout.cube(BLOCKS, 1, DIM);
        return new KvAppendArgs(
                layer,
                new TensorRef(keys, 0, DType.F32, tokens),
                new TensorRef(values, 0, DType.F32, tokens),
                TensorRef.vector(slots, DType.I32, BLOCKS));
    }

    private float[] repeated(int layer, int... slots) {
        // Integers up to 2048 are f16 numbers.
        int first = bench.variety().integer(0, 1500, 0, 0, 0);
        float[] values = new float[slots.length * DIM];
        for (int i = 0; i < values.length; i++) {
            values[i] = slots[i / DIM] + 100 * layer + first;
        }
        return values;
    }

    KvCache cache() {
        return cache;
    }

    Plan<AttentionArgs> plan() {
        return plan;
    }

    @Nullable
    DeviceBuffer workspace() {
        return workspace;
    }

    DeviceBuffer out() {
        return out;
    }

    /** Enqueues which block each sequence has. */
    void set(CommandQueue queue, int... blocks) {
        queue.upload(bench.alive(Host.integers(blocks)), table, 0);
    }

    void poison(CommandQueue queue) {
        queue.fill(out, 0, out.byteSize(), (byte) 0xFF);
    }

    AttentionArgs args(int layer) {
        return new AttentionArgs(
                tokens(query),
                cache,
                layer,
                TensorRef.vector(starts, DType.I32, SEQUENCES + 1),
                TensorRef.vector(lengths, DType.I32, SEQUENCES),
                TensorRef.matrix(table, DType.I32, SEQUENCES, 1),
                1,
                1,
                Optional.empty(),
                Optional.empty(),
                tokens(out));
    }

    static TensorRef tokens(DeviceBuffer buffer) {
        return new TensorRef(buffer, 0, DType.F32, Layout.cube(SEQUENCES, 1, DIM));
    }

    void enqueue(CommandSink sink, int layer) {
        plan.enqueue(sink, args(layer), workspace);
    }

    byte[] expected(int layer, int... blocks) {
        return Host.floats(repeated(layer, blocks)).toArray(ValueLayout.JAVA_BYTE);
    }

    void requireResult(CommandQueue queue, Check check, String when, int layer, int... blocks) {
        Require.bytes(queue, out, expected(layer, blocks), check, "attention to single tokens " + when);
    }

    /** Runs once and compares. */
    void requireRight(CommandQueue queue, Check check, String when) {
        poison(queue);
        set(queue, 4, 0, 2);
        enqueue(queue, 1);
        requireResult(queue, check, when, 1, 4, 0, 2);
    }
}
