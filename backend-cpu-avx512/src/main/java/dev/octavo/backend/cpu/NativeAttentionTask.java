package dev.octavo.backend.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.octavo.backend.cpu.ffi.AttentionFunction;
import dev.octavo.backend.cpu.ffi.AttentionFunctions;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;

/** Attention in C, which reads the cache where it lies and computes all of a task in one call; here it is only told what to do. */
final class NativeAttentionTask implements AttentionTask {

    private final AttentionSpec spec;
    private final AttentionShape shape;
    private final NativeAttentionScratch places;
    private final AttentionOperands operands;
    private final AttentionFunction function;
    private final int window;
    private final boolean causal;
    private MemorySegment m = MemorySegment.NULL;
    private long next;

    NativeAttentionTask(
            AttentionSpec spec, AttentionShape shape, AttentionOperands operands, AttentionFunctions functions) {
        this.spec = spec;
        this.shape = shape;
        this.operands = operands;
        places = new NativeAttentionScratch(shape);
        function = choose(spec, functions);
        causal = spec.mask() instanceof AttentionMask.Causal;
        window = spec.mask() instanceof AttentionMask.Causal mask ? mask.window() : 0;
    }

    private static AttentionFunction choose(AttentionSpec spec, AttentionFunctions functions) {
        return switch (spec.cache().type()) {
            case F32 -> functions.f32();
            case F16 -> functions.f16();
            case BF16 -> mayRound(spec) ? functions.bf16Pairs().orElse(functions.bf16()) : functions.bf16();
            case F8_E4M3 -> functions.e4m3();
            case F8_E5M2 -> functions.e5m2();
            case I8 -> functions.i8();
            default ->
                throw new IllegalArgumentException(
                        "no attention over " + spec.cache().type());
        };
    }

    /** Whether queries are bf16, or may be made so. */
    private static boolean mayRound(AttentionSpec spec) {
        return spec.query() == DType.BF16
                || (spec.query() == DType.F32 && spec.precision() == ComputePrecision.REDUCED_INPUTS);
    }

    @Override
    public void run(MemorySegment scratch, int sequence, int firstQuery, int kvHead, int firstHead, int heads) {
        m = scratch;
        int length = operands.length(sequence);
        int end = operands.start(sequence + 1);
        int firstToken = operands.start(sequence) + firstQuery;
        int firstPosition = length - (end - firstToken);
        int queries = Math.min(shape.queries, end - firstToken);
        int firstKey = operands.firstKey(firstPosition);
        int endKey = operands.endKey(firstPosition + queries - 1, length);
        // The last key's column has to be in the table, so that those before it are.
        int blockSize = spec.cache().blockSize();
        operands.block(sequence, (endKey - 1) / blockSize);
        describe(queries * heads, heads, firstPosition, length, firstKey, endKey, sequence, kvHead);
        for (int row = 0; row < queries * heads; row++) {
            prepare(row, firstToken + row / heads, firstHead + row % heads);
        }
        long wrong = function.run(operands.memory(), operands.tables(), m);
        if (wrong != 0) {
            operands.block(sequence, (int) wrong - 1);
            throw new IllegalStateException("block table changed while attention read it");
        }
        for (int row = 0; row < queries * heads; row++) {
            long to = operands.out.at(firstToken + row / heads, firstHead + row % heads);
            operands.out.store(m, places.sum(row), to, 0, shape.valueDim);
        }
    }

    /** Fills {@code struct attention}, in its order. */
    private void describe(
            int rows, int heads, int position, int length, int firstKey, int endKey, int sequence, int kvHead) {
        KvPool cache = operands.cache();
        next = 0;
        put(rows, heads);
        put(position, length);
        put(causal ? 1 : 0, window);
        put(firstKey, endKey);
        put(shape.keyDim, shape.valueDim);
        long layer = operands.firstBlock();
        put(layer + cache.key(kvHead, 0), layer + cache.value(kvHead, 0));
        put(cache.keyRowBytes(), cache.hasValues() ? cache.valueRowBytes() : cache.keyRowBytes());
        put(layer + cache.keyScale(kvHead, 0), layer + cache.valueScale(kvHead, 0));
        put(cache.blockBytes(), spec.cache().blockSize());
        put(cache.blocks(), operands.tableOf(sequence));
        put(places.queryAt, places.queryStride);
        put(places.sumAt, places.sumStride);
        put(places.slopeAt, places.largestAt);
        put(places.weightAt, spec.alibi() ? 1 : 0);
        put(places.keyPairsAt, places.valuePairsAt);
        m.set(JAVA_FLOAT_UNALIGNED, next, spec.scale());
        m.set(JAVA_FLOAT_UNALIGNED, next + 4, spec.softCap());
    }

    private void put(long first, long second) {
        m.set(JAVA_LONG_UNALIGNED, next, first);
        m.set(JAVA_LONG_UNALIGNED, next + 8, second);
        next += 16;
    }

    private void prepare(int row, int token, int head) {
        long query = places.query(row);
        operands.query.load(operands.query.at(token, head), 0, m, query, shape.keyDim);
        Padding.zero(m, query, shape.keyDim, NativeAttentionScratch.padded(shape.keyDim));
        FoldKernels.clear(m, places.sum(row), (int) (places.sumStride / Lanes.BYTES));
        m.set(JAVA_FLOAT_UNALIGNED, places.slopeAt + 4L * row, spec.alibi() ? operands.slope(head) : 0f);
        float largest = spec.sinks() ? operands.sink(head) : Float.NEGATIVE_INFINITY;
        m.set(JAVA_FLOAT_UNALIGNED, places.largestAt + 4L * row, largest);
        m.set(JAVA_FLOAT_UNALIGNED, places.weightAt + 4L * row, spec.sinks() ? 1f : 0f);
    }
}
