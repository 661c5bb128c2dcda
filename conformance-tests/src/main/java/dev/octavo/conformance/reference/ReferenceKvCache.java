package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/** A block pool: layers of blocks, each block in the canonical order of {@link KvCache}. */
class ReferenceKvCache extends Resource implements KvCache {

    private static final Set<DType> APPENDABLE = Set.of(DType.F32, DType.F16, DType.BF16);

    private final KvCacheSpec spec;
    private final ScaledRows scaledRows;
    private final ReferenceAllocation memory;

    ReferenceKvCache(ReferenceBackend owner, KvCacheSpec spec) {
        this(owner, spec, new ScaledRows(spec.layout()));
    }

    /**
     * @param scaledRows how rows are kept in I8
     */
    ReferenceKvCache(ReferenceBackend owner, KvCacheSpec spec, ScaledRows scaledRows) {
        super(owner, "KV cache " + spec);
        this.spec = spec;
        this.scaledRows = scaledRows;
        this.memory = ReferenceAllocation.create(owner, spec.byteSize(), MemoryKind.DEVICE, toString());
        register();
    }

    @Override
    public KvCacheSpec spec() {
        return spec;
    }

    @Override
    public long byteSize() {
        return spec.byteSize();
    }

    @Override
    public void append(CommandSink sink, KvAppendArgs args) {
        requireOpen();
        KvLayout layout = spec.layout();
        Expect expect = new Expect(owner(), "append to " + spec);
        expect.atMost("layer", spec.layers() - 1L, args.layer());
        int tokens = args.key().layout().batch();
        appendable(expect, "key", args.key(), tokens, layout.keyDim());
        if (!layout.valueInKey()) {
            appendable(expect, "value", args.value(), tokens, layout.valueDim());
        }
        expect.input("slots", args.slots(), DType.I32, 1, 1, tokens);
        ReferenceSink.of(owner(), sink).enqueue(() -> append(args));
    }

    private void appendable(Expect expect, String name, TensorRef ref, int tokens, int columns) {
        expect.equal(name + " has one of the types " + APPENDABLE, true, APPENDABLE.contains(ref.type()));
        expect.input(name, ref, ref.type(), tokens, spec.layout().kvHeads(), columns);
    }

    private void append(KvAppendArgs args) {
        KvLayout layout = spec.layout();
        Tensor keys = Marshal.read(owner(), args.key());
        int[] slots = Marshal.integers(owner(), args.slots());
        Tensor values = layout.valueInKey() ? keys : Marshal.read(owner(), args.value());
        for (int token = 0; token < slots.length; token++) {
            if (slots[token] == -1) {
                continue;
            }
            checkSlot(slots[token]);
            int block = slots[token] / layout.blockSize();
            int position = slots[token] % layout.blockSize();
            put(keys, token, args.layer(), block, (long) position * keyNumbers());
            if (!layout.valueInKey()) {
                put(values, token, args.layer(), block, firstValue() + (long) position * valueNumbers());
            }
        }
    }

    private void checkSlot(int slot) {
        long slots = (long) spec.blocks() * spec.layout().blockSize();
        if (slot < 0 || slot >= slots) {
            throw new DeviceException(
                    "slot " + slot + " of the slot mapping is outside 0.." + (slots - 1) + " and not -1, in " + this);
        }
    }

    /** Stores what a token has for all heads, from an element of the block on. */
    void put(Tensor from, int token, int layer, int block, long element) {
        int numbers = from.rows() * from.columns();
        if (isScaled()) {
            boolean value = isValue(element);
            int position = position(element);
            for (int head = 0; head < from.rows(); head++) {
                int first = token * numbers + head * from.columns();
                scaledRows.store(block(layer, block), value, position, head, from.values(), first);
            }
            return;
        }
        MemorySegment target = block(layer, block);
        long offset = element * spec.layout().type().bytes();
        Elements.write(
                from.values(),
                token * numbers,
                numbers,
                target,
                offset,
                spec.layout().type());
    }

    /** Keys of one slot, {@code [kvHeads, keyDim]}, into an array. */
    void readKey(int layer, int block, int position, double[] to, int at) {
        read(layer, block, (long) position * keyNumbers(), to, at, keyNumbers());
    }

    /** Values of one slot, {@code [kvHeads, valueDim]}, into an array; not for caches whose value lies in the key. */
    void readValue(int layer, int block, int position, double[] to, int at) {
        read(layer, block, firstValue() + (long) position * valueNumbers(), to, at, valueNumbers());
    }

    private boolean isScaled() {
        return spec.layout().scalesPerToken() > 0;
    }

    private boolean isValue(long element) {
        return !spec.layout().valueInKey() && element >= firstValue();
    }

    private int position(long element) {
        return (int) (isValue(element) ? (element - firstValue()) / valueNumbers() : element / keyNumbers());
    }

    private void read(int layer, int block, long element, double[] to, int at, int count) {
        if (isScaled()) {
            boolean value = isValue(element);
            int columns = scaledRows.columns(value);
            for (int head = 0; head < spec.layout().kvHeads(); head++) {
                scaledRows.load(block(layer, block), value, position(element), head, to, at + head * columns);
            }
            return;
        }
        DType type = spec.layout().type();
        Elements.read(block(layer, block), element * type.bytes(), type, to, at, count);
    }

    @Override
    public void copyBlocks(CommandSink sink, TensorRef pairs) {
        requireOpen();
        new Expect(owner(), "copyBlocks in " + spec).input("pairs", pairs, DType.I32, 1, Expect.ANY, 2);
        ReferenceSink.of(owner(), sink).enqueue(() -> {
            int[] blocks = Marshal.integers(owner(), pairs);
            for (int i = 0; i < blocks.length; i += 2) {
                for (int layer = 0; layer < spec.layers(); layer++) {
                    block(layer, blocks[i + 1]).copyFrom(block(layer, blocks[i]));
                }
            }
        });
    }

    @Override
    public void exportBlock(CommandSink sink, int layer, int block, TensorRef out) {
        transferable("exportBlock", layer, block)
                .output("out", out, spec.layout().type(), 1, 1, blockNumbers());
        ReferenceSink.of(owner(), sink)
                .enqueue(() -> ReferenceBuffer.writable(owner(), out.buffer())
                        .asSlice(out.byteOffset(), out.byteSpan())
                        .copyFrom(block(layer, block)));
    }

    @Override
    public void importBlock(CommandSink sink, int layer, int block, TensorRef in) {
        transferable("importBlock", layer, block).input("in", in, spec.layout().type(), 1, 1, blockNumbers());
        ReferenceSink.of(owner(), sink)
                .enqueue(() -> block(layer, block)
                        .copyFrom(ReferenceBuffer.readable(owner(), in.buffer())
                                .asSlice(in.byteOffset(), in.byteSpan())));
    }

    private Expect transferable(String what, int layer, int block) {
        requireOpen();
        Expect expect = new Expect(owner(), what + " of " + spec);
        expect.atMost("layer", spec.layers() - 1L, layer);
        expect.atMost("block", spec.blocks() - 1L, block);
        return expect;
    }

    MemorySegment block(int layer, int block) {
        requireOpen();
        if (block < 0 || block >= spec.blocks()) {
            throw new DeviceException("block " + block + " is outside 0.." + (spec.blocks() - 1) + " in " + this);
        }
        long bytes = spec.layout().blockBytes();
        return memory.segment().asSlice(((long) layer * spec.blocks() + block) * bytes, bytes);
    }

    int keyNumbers() {
        return spec.layout().kvHeads() * spec.layout().keyDim();
    }

    int valueNumbers() {
        return spec.layout().kvHeads() * spec.layout().valueDim();
    }

    long firstValue() {
        return (long) spec.layout().blockSize() * keyNumbers();
    }

    private int blockNumbers() {
        return Math.toIntExact(spec.layout().blockBytes() / spec.layout().type().bytes());
    }

    @Override
    void release() {
        memory.close();
    }
}
