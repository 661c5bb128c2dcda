package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Stores keys and values of new tokens in the slots that a mapping names; a tile is a run of tokens. */
final class KvAppendPlan extends CpuPlan<KvAppendArgs> {

    private static final int TOKENS = 16;

    private final KvPool cache;
    private final int heads;
    private final int blockSize;
    private final RowsView keys = new RowsView(core);
    private final RowsView values = new RowsView(core);
    private final RowsView slots = new RowsView(core);
    private MemorySegment memory = MemorySegment.NULL;
    private int layer;

    KvAppendPlan(CpuCore core, KvPool cache) {
        super(core, "kv append");
        this.cache = cache;
        heads = cache.layout().kvHeads();
        blockSize = cache.layout().blockSize();
        core.scratch()
                .reserve(4L * Math.max(cache.layout().keyDim(), cache.layout().valueDim()));
    }

    @Override
    void bind(KvAppendArgs args, @Nullable DeviceBuffer workspace) {
        memory = cache.memory();
        layer = args.layer();
        cache.block(layer, 0);
        slots.bind("slots", args.slots(), DType.I32);
        bind("key", keys, args.key(), cache.layout().keyDim());
        if (cache.hasValues()) {
            bind("value", values, args.value(), cache.layout().valueDim());
        }
    }

    private void bind(String what, RowsView view, TensorRef ref, int columns) {
        if (!ConvertKernels.handles(ref.type())) {
            throw new IllegalArgumentException(what + " is of type " + ref.type() + ", expected f32, f16 or bf16");
        }
        view.bind(what, ref, ref.type(), columns);
        if (view.batch() != slots.columns || view.rows() != heads) {
            throw new IllegalArgumentException(
                    what + " is " + ref.layout() + ", expected " + slots.columns + " tokens of " + heads + " heads");
        }
    }

    @Override
    void run() {
        core.pool().run(this, Math.ceilDiv(slots.columns, TOKENS));
    }

    @Override
    public void run(int worker, int tile) {
        MemorySegment scratch = core.scratch().of(worker);
        int end = Math.min(slots.columns, (tile + 1) * TOKENS);
        for (int token = tile * TOKENS; token < end; token++) {
            int slot = slots.segment.get(ValueLayout.JAVA_INT_UNALIGNED, slots.at(0) + 4L * token);
            if (slot >= 0) {
                append(scratch, token, slot);
            }
        }
    }

    private void append(MemorySegment scratch, int token, int slot) {
        if (slot >= cache.slots()) {
            throw new IllegalArgumentException(
                    "slot " + slot + " of token " + token + " is outside the cache's " + cache.slots() + " slots");
        }
        long block = cache.block(layer, slot / blockSize);
        int position = slot % blockSize;
        for (int head = 0; head < heads; head++) {
            long row = block + cache.key(head, position);
            store(scratch, keys, token, head, row, block + cache.keyScale(head, position));
            if (cache.hasValues()) {
                row = block + cache.value(head, position);
                store(scratch, values, token, head, row, block + cache.valueScale(head, position));
            }
        }
    }

    private void store(MemorySegment scratch, RowsView from, int token, int head, long target, long scaleAt) {
        from.load(from.at(token, head), 0, scratch, 0, from.columns);
        if (cache.isScaled()) {
            float scale = ByteRows.quantise(scratch, 0, memory, target, from.columns);
            memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED, scaleAt, scale);
        } else {
            ConvertKernels.narrow(scratch, 0, memory, target, cache.type(), from.columns);
        }
    }
}
