package dev.octavo.backend.scalar;

import dev.octavo.spi.*;
import dev.octavo.spi.op.*;
import dev.octavo.tensor.*;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** A pool: layer by layer, block by block, each with its keys, then its values. */
record ScalarKvCache(Life life, KvCacheSpec spec, KvLayout layout, DeviceBuffer buffer) implements KvCache, Life.Made {

    /** Makes pools. */
    record Maker(ScalarBackend backend) implements KvCaches {

        @Override
        public Support support(KvCacheSpec spec) {
            return ScalarPlan.when(holds(spec.layout()), spec);
        }

        @Override
        public KvCache create(KvCacheSpec spec) {
            if (!holds(spec.layout())) {
                throw new UnsupportedSpecException(ScalarPlan.refusal(spec));
            }
            KvLayout layout = spec.layout();
            // In f64, because no product of it overflows: what is too large for a long is too large for the memory.
            double blocks = (double) spec.layers() * spec.blocks();
            long bytes = (long) (blocks * layout.blockSize() * layout.numbersPerToken() * DType.F16.bytes());
            DeviceBuffer buffer = backend.memory().allocate(bytes, MemoryKind.DEVICE, "cache " + spec);
            return new ScalarKvCache(Life.begin(backend, buffer::close), spec, layout, buffer);
        }
    }

    /** Layouts that are held and attended to. */
    static boolean holds(KvLayout layout) {
        KvLayout plain = new KvLayout(layout.kvHeads(), layout.keyDim(), layout.blockSize(), DType.F16);
        return layout.equals(plain) && layout.keyDim() <= ScalarBackend.LARGEST_HEAD;
    }

    @Override
    public long byteSize() {
        return buffer.byteSize();
    }

    /** A block, its keys before its values; a row is what a head keeps of a position. */
    private Tensor block(int layer, int block) {
        Objects.checkIndex(block, spec.blocks());
        long index = (long) Objects.checkIndex(layer, spec.layers()) * spec.blocks() + block;
        Layout rows = Layout.matrix(2 * layout.blockSize() * layout.kvHeads(), layout.keyDim());
        MemorySegment all = life.backend().memory().bytes(buffer);
        return new Tensor(all.asSlice(index * layout.blockBytes(), layout.blockBytes()), DType.F16, rows);
    }

    /** The row of a head's key (or value) of a position. */
    private int at(int position, int head, boolean value) {
        return layout.kvHeads() * (value ? layout.blockSize() + position : position) + head;
    }

    /** The key (or value) of a head, position by position; blocks come from a row of a block table. */
    float[][] read(int layer, int head, boolean value, Tensor table, int sequence, int length) {
        float[][] read = new float[length][];
        for (int i = 0; i < length; i++) {
            Tensor block = block(layer, table.integer(sequence, i / layout.blockSize()));
            read[i] = block.row(0, at(i % layout.blockSize(), head, value));
        }
        return read;
    }

    @Override
    public void append(CommandSink sink, KvAppendArgs args) {
        begin(sink);
        Objects.checkIndex(args.layer(), spec.layers());
        int tokens = args.slots().layout().columns();
        Tensor slots = Tensor.of(life.backend(), "slots", args.slots(), DType.I32, 1, tokens);
        Tensor key = source("key", args.key(), tokens);
        Tensor value = source("value", args.value(), tokens);
        for (int token = 0; token < tokens; token++) {
            int slot = slots.integer(0, token);
            for (int head = 0; slot >= 0 && head < layout.kvHeads(); head++) {
                Tensor block = block(args.layer(), slot / layout.blockSize());
                block.row(0, at(slot % layout.blockSize(), head, false), key.row(token, head));
                block.row(0, at(slot % layout.blockSize(), head, true), value.row(token, head));
            }
        }
    }

    @Override
    public void close() {
        life.end();
    }

    private void begin(CommandSink sink) {
        life.requireOpen();
        Life.own(life.backend(), ScalarQueue.class, sink);
    }

    private Tensor source(String name, TensorRef ref, int tokens) {
        if (!ScalarBackend.READ.contains(ref.type())) {
            throw new IllegalArgumentException(name + " has to be f32, f16 or bf16, but is " + ref.type());
        }
        return Tensor.of(life.backend(), name, ref, ref.type(), tokens, layout.kvHeads(), layout.keyDim());
    }

    @Override
    public void copyBlocks(CommandSink sink, TensorRef pairs) {
        begin(sink);
        int count = pairs.layout().rows();
        Tensor numbers = Tensor.of(life.backend(), "pairs", pairs, DType.I32, count, 2);
        for (int layer = 0; layer < spec.layers(); layer++) {
            for (int i = 0; i < count; i++) {
                block(layer, numbers.integer(i, 1))
                        .bytes()
                        .copyFrom(block(layer, numbers.integer(i, 0)).bytes());
            }
        }
    }

    @Override
    public void exportBlock(CommandSink sink, int layer, int block, TensorRef out) {
        begin(sink);
        canonical(out).copyFrom(block(layer, block).bytes());
    }

    @Override
    public void importBlock(CommandSink sink, int layer, int block, TensorRef in) {
        begin(sink);
        block(layer, block).bytes().copyFrom(canonical(in));
    }

    private MemorySegment canonical(TensorRef ref) {
        int numbers = Math.toIntExact(layout.blockBytes() / DType.F16.bytes());
        Tensor vector = Tensor.of(life.backend(), "a block", ref, DType.F16, 1, numbers);
        return vector.bytes().asSlice(0, layout.blockBytes());
    }
}
