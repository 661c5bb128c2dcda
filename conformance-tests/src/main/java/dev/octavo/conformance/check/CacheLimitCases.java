package dev.octavo.conformance.check;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.Stream;

/** Caches with more slots, appends with more tokens and copies with more pairs than 16 bits or a single pass hold. */
final class CacheLimitCases {

    private static final int DIM = 64;
    private static final int TOKENS = 700;

    private CacheLimitCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(BehaviourCase.filled("kv[many slots and tokens]", CacheLimitCases::slots));
    }

    /** Appends tokens to scattered slots of a large pool, copies their blocks elsewhere, and exports the copies. */
    private static void slots(Bench bench, Fill fill) {
        KvLayout layout = new KvLayout(1, DIM, 16, DType.F16);
        int blocks = 4500;
        KvCache cache = bench.keep(bench.backend().kvCaches().create(new KvCacheSpec(layout, 1, blocks)));
        int[] order = fill.shuffled(blocks);
        int[] slots = new int[TOKENS];
        int[] pairs = new int[2 * TOKENS];
        for (int i = 0; i < TOKENS; i++) {
            slots[i] = order[i] * 16 + i % 16;
            pairs[2 * i] = order[i];
            pairs[2 * i + 1] = order[TOKENS + i];
        }
        append(bench, cache, slots);
        DeviceBuffer table = bench.buffer(8L * TOKENS);
        bench.queue().upload(bench.alive(Host.integers(pairs)), table, 0);
        cache.copyBlocks(bench.queue(), TensorRef.matrix(table, DType.I32, TOKENS, 2));
        compare(bench, cache, order);
    }

    private static void append(Bench bench, KvCache cache, int[] slots) {
        DeviceBuffer keys = bench.buffer(4L * TOKENS * DIM);
        DeviceBuffer values = bench.buffer(4L * TOKENS * DIM);
        DeviceBuffer mapping = bench.buffer(4L * TOKENS);
        float[] numbers = new float[TOKENS * DIM];
        for (int i = 0; i < numbers.length; i++) {
            int token = i / DIM;
            numbers[i] = token;
        }
        bench.queue().upload(bench.alive(Host.floats(numbers)), keys, 0);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = -numbers[i] - 1;
        }
        bench.queue().upload(bench.alive(Host.floats(numbers)), values, 0);
        bench.queue().upload(bench.alive(Host.integers(slots)), mapping, 0);
        Layout tokens = Layout.cube(TOKENS, 1, DIM);
        cache.append(
                bench.queue(),
                new KvAppendArgs(
                        0,
                        new TensorRef(keys, 0, DType.F32, tokens),
                        new TensorRef(values, 0, DType.F32, tokens),
                        TensorRef.vector(mapping, DType.I32, TOKENS)));
    }

    private static void compare(Bench bench, KvCache cache, int[] order) {
        int numbers = CacheContent.blockNumbers(cache.spec());
        DeviceBuffer exported = bench.buffer(2L * numbers * TOKENS);
        for (int i = 0; i < TOKENS; i++) {
            TensorRef out = new TensorRef(exported, 2L * numbers * i, DType.F16, Layout.vector(numbers));
            cache.exportBlock(bench.queue(), 0, order[TOKENS + i], out);
        }
        MemorySegment host = Host.zeros(exported.byteSize());
        bench.queue().download(exported, 0, host);
        bench.queue().await();
        for (int i = 0; i < TOKENS; i++) {
            long key = ((long) i * numbers + (long) (i % 16) * DIM) * 2;
            long value = key + 16L * DIM * 2;
            for (int d = 0; d < DIM; d += DIM - 1) {
                requireHalf(host, key + 2L * d, i, "key");
                requireHalf(host, value + 2L * d, -i - 1, "value");
            }
        }
    }

    private static void requireHalf(MemorySegment host, long at, int expected, String what) {
        float got =
                Float.float16ToFloat(host.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at));
        Require.that(
                got == expected,
                Check.EXACT,
                "a " + what + " that was appended to one of many slots and copied is " + got + ", expected "
                        + expected);
    }
}
