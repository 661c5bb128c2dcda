package dev.octavo.backend.cpu;

import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** The tensors of one attention call, and what the batch in them looks like. */
final class AttentionOperands {

    final RowsView query;
    final RowsView out;
    private final CpuCore core;
    private final AttentionSpec spec;
    private final AttentionShape shape;
    private final int window;
    private final boolean causal;
    private final RowsView starts;
    private final RowsView lengths;
    private final RowsView table;
    private final RowsView sinks;
    private final RowsView slopes;
    private KvPool cache;
    private MemorySegment memory = MemorySegment.NULL;
    private int layer;

    @SuppressWarnings("NullAway.Init") // cache: bind comes before any use
    AttentionOperands(CpuCore core, AttentionSpec spec, AttentionShape shape) {
        this.core = core;
        query = new RowsView(core);
        out = new RowsView(core);
        starts = new RowsView(core);
        lengths = new RowsView(core);
        table = new RowsView(core);
        sinks = new RowsView(core);
        slopes = new RowsView(core);
        this.spec = spec;
        this.shape = shape;
        causal = spec.mask() instanceof AttentionMask.Causal;
        window = spec.mask() instanceof AttentionMask.Causal mask ? mask.window() : 0;
    }

    void bind(AttentionArgs args) {
        if (!(args.cache() instanceof CpuKvCache own) || !own.pool().belongsTo(core)) {
            throw new IllegalArgumentException("the KV cache was not made by this cpu backend");
        }
        if (!own.spec().layout().equals(spec.cache())) {
            throw new IllegalArgumentException(
                    "the KV cache has layout " + own.spec().layout() + ", planned for " + spec.cache());
        }
        cache = own.pool();
        memory = cache.memory();
        layer = args.layer();
        cache.block(layer, 0);
        query.bind("query", args.query(), spec.query(), spec.cache().keyDim());
        out.bind("out", args.out(), spec.output(), spec.cache().valueDim());
        starts.bind("queryStart", args.queryStart(), DType.I32);
        lengths.bind("sequenceLengths", args.sequenceLengths(), DType.I32, starts.columns - 1);
        table.bind("blockTable", args.blockTable(), DType.I32);
        bindPerHead("sinks", sinks, spec.sinks(), args.sinks());
        bindPerHead("alibiSlopes", slopes, spec.alibi(), args.alibiSlopes());
        checkShapes();
    }

    private void bindPerHead(String what, RowsView view, boolean wanted, Optional<TensorRef> ref) {
        if (wanted != ref.isPresent()) {
            throw new IllegalArgumentException(what + (wanted ? " are missing" : " are given, but not planned for"));
        }
        if (wanted) {
            view.bind(what, ref.get(), DType.F32, spec.queryHeads());
        }
    }

    private void checkShapes() {
        if (query.rows() != spec.queryHeads() || out.rows() != spec.queryHeads() || query.batch() != out.batch()) {
            throw new IllegalArgumentException("query and out are [tokens, " + spec.queryHeads() + ", dim], not "
                    + query.batch() + " x " + query.rows() + " and " + out.batch() + " x " + out.rows());
        }
        if (sequences() > spec.maxSequences() || table.count() < sequences()) {
            throw new IllegalArgumentException(sequences() + " sequences, but the plan is for " + spec.maxSequences()
                    + " and the block table for " + table.count());
        }
    }

    int sequences() {
        return lengths.columns;
    }

    /** First token of a sequence in this batch; for the number of sequences, the end of the last one. */
    int start(int sequence) {
        return number(starts, 0, sequence);
    }

    /** Tokens of a sequence in the cache. */
    int length(int sequence) {
        return number(lengths, 0, sequence);
    }

    /** First key that a query at a position sees. */
    int firstKey(int position) {
        return window > 0 ? Math.max(0, position - window + 1) : 0;
    }

    /** Behind the last key that a query at a position sees. */
    int endKey(int position, int length) {
        return causal ? position + 1 : length;
    }

    float sink(int head) {
        return sinks.segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, sinks.at(0) + 4L * head);
    }

    float slope(int head) {
        return slopes.segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, slopes.at(0) + 4L * head);
    }

    /**
     * Copies keys {@code [from, to)} of a tile of a sequence as f32, and their values unless those lie in the keys; scales of rows that have some go to their own places, unscaled rows beside.
     *
     * @param keyAt where key {@code from} goes
     * @param valueAt where its value goes
     */
    void load(int sequence, int from, int to, int kvHead, MemorySegment m, long keyAt, long valueAt) {
        int blockSize = spec.cache().blockSize();
        int key = from;
        while (key < to) {
            int inside = key % blockSize;
            int run = Math.min(blockSize - inside, to - key);
            long block = block(sequence, key / blockSize);
            long k = keyAt + (key - from) * shape.keyStride;
            rows(block + cache.key(kvHead, inside), cache.keyRowBytes(), shape.keyDim, run, m, k, shape.keyStride);
            if (cache.hasValues()) {
                long v = valueAt + (key - from) * shape.valueStride;
                long values = block + cache.value(kvHead, inside);
                rows(values, cache.valueRowBytes(), shape.valueDim, run, m, v, shape.valueStride);
            }
            if (cache.isScaled()) {
                scales(block, kvHead, inside, run, m, key % AttentionShape.TILE);
            }
            key += run;
        }
    }

    private void scales(long block, int kvHead, int inside, int run, MemorySegment m, int inTile) {
        long to = KvPool.SCALE * inTile;
        long bytes = KvPool.SCALE * run;
        MemorySegment.copy(memory, block + cache.keyScale(kvHead, inside), m, shape.keyScaleAt + to, bytes);
        if (cache.hasValues()) {
            MemorySegment.copy(memory, block + cache.valueScale(kvHead, inside), m, shape.valueScaleAt + to, bytes);
        }
    }

    /** Rows that leave no gap in scratch memory are widened in one go. */
    private void rows(long from, long fromStride, int columns, int count, MemorySegment m, long to, long toStride) {
        if (toStride == 4L * columns) {
            ConvertKernels.widen(memory, from, cache.type(), m, to, columns * count);
            return;
        }
        for (int i = 0; i < count; i++) {
            ConvertKernels.widen(memory, from + i * fromStride, cache.type(), m, to + i * toStride, columns);
            Padding.zero(m, to + i * toStride, columns);
        }
    }

    KvPool cache() {
        return cache;
    }

    /** The memory of the cache. */
    MemorySegment memory() {
        return memory;
    }

    /** Byte offset of the layer's block 0 in it. */
    long firstBlock() {
        return cache.block(layer, 0);
    }

    /** The memory that the block table lies in. */
    MemorySegment tables() {
        return table.segment;
    }

    /** Byte offset of a sequence's row in it. */
    long tableOf(int sequence) {
        return table.at(sequence);
    }

    /** Byte offset of a sequence's block; throws if the table or the cache has no such block. */
    long block(int sequence, int column) {
        if (column >= table.columns) {
            throw new IllegalArgumentException("sequence " + sequence + " has more tokens than fit the block table's "
                    + table.columns + " blocks");
        }
        return cache.block(layer, number(table, sequence, column));
    }

    private static int number(RowsView view, int row, int column) {
        return view.segment.get(ValueLayout.JAVA_INT_UNALIGNED, view.at(row) + 4L * column);
    }
}
