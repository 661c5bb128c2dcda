package dev.octavo.backend.rocm;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On each kind of AMD's matrix units, a query of a long prompt has the same bits among the others, where one work-group goes through all splits of its keys, and alone, where each split is a work-group's and all are merged
 * afterwards.
 */
@SuppressWarnings("NullAway.Init") // The test sets the fields first.
class RocmAttentionTest {

    private static final int HEADS = 2;
    private static final int DIM = 16;
    private static final int BLOCK = 16;

    /** Three splits of 256. */
    private static final int KEYS = 600;

    private static final int QUERIES = 33;
    private static final int BLOCKS = 40;
    private static final KvLayout CACHE = new KvLayout(1, DIM, BLOCK, DType.BF16);

    private final Random random = new Random(5);
    private Backend backend;
    private CommandQueue queue;
    private KvCache cache;

    @ParameterizedTest
    @ValueSource(strings = {"gfx942", "gfx1100", "gfx1201"})
    void aQueryHasTheSameBitsAloneAndAmongOthers(String processor) {
        StandIn.control()
                .become(processor, GfxTarget.of(processor).orElseThrow().waveSize());
        try (Backend opened = StandIn.backend()) {
            backend = opened;
            queue = backend.newQueue();
            cache = backend.kvCaches().create(new KvCacheSpec(CACHE, 1, BLOCKS));
            TensorRef slots = ints(IntStream.range(0, KEYS).toArray());
            cache.append(queue, new KvAppendArgs(0, keys(), keys(), slots));
            MemorySegment query = shorts(QUERIES * HEADS * DIM);
            short[] together = attend(query, QUERIES, KEYS);
            for (int i : new int[] {0, 15, 16, QUERIES - 1}) {
                int first = i * HEADS * DIM;
                short[] alone = attend(query.asSlice(2L * first, 2L * HEADS * DIM), 1, KEYS - QUERIES + 1 + i);
                assertThat(alone)
                        .as("query " + i)
                        .containsExactly(Arrays.copyOfRange(together, first, first + HEADS * DIM));
            }
        } finally {
            StandIn.control().reset();
        }
    }

    private short[] attend(MemorySegment query, int queries, int length) {
        AttentionSpec spec = new AttentionSpec(
                HEADS, CACHE, new AttentionMask.Causal(), 0.25f, 0, false, false, DType.BF16, DType.BF16, 64, 1);
        DeviceBuffer in = upload(query);
        DeviceBuffer out = backend.memory().allocate(query.byteSize(), MemoryKind.DEVICE, "out");
        Layout layout = Layout.cube(queries, HEADS, DIM, HEADS * DIM);
        try (Plan<AttentionArgs> plan = backend.attention().prepare(spec)) {
            assertThat(plan.variant()).contains("matrix units");
            DeviceBuffer workspace = backend.memory().allocate(plan.workspaceBytes(), MemoryKind.DEVICE, "workspace");
            plan.enqueue(
                    queue,
                    new AttentionArgs(
                            new TensorRef(in, 0, DType.BF16, layout),
                            cache,
                            0,
                            ints(0, queries),
                            ints(length),
                            TensorRef.matrix(
                                    ints(IntStream.range(0, BLOCKS).toArray()).buffer(), DType.I32, 1, BLOCKS),
                            queries,
                            length,
                            Optional.empty(),
                            Optional.empty(),
                            new TensorRef(out, 0, DType.BF16, layout)),
                    workspace);
            short[] result = new short[queries * HEADS * DIM];
            queue.download(out, 0, MemorySegment.ofArray(result));
            queue.await();
            return result;
        }
    }

    private TensorRef keys() {
        return new TensorRef(upload(shorts(KEYS * DIM)), 0, DType.BF16, Layout.cube(KEYS, 1, DIM, DIM));
    }

    private MemorySegment shorts(int count) {
        MemorySegment values = Arena.ofAuto().allocate(2L * count, 64);
        for (int i = 0; i < count; i++) {
            values.setAtIndex(JAVA_SHORT, i, (short) (Float.floatToRawIntBits(random.nextFloat(-2, 2)) >>> 16));
        }
        return values;
    }

    private DeviceBuffer upload(MemorySegment content) {
        DeviceBuffer buffer = backend.memory().allocate(content.byteSize(), MemoryKind.DEVICE, "test");
        queue.upload(content, buffer, 0);
        return buffer;
    }

    private TensorRef ints(int... numbers) {
        return TensorRef.vector(upload(MemorySegment.ofArray(numbers)), DType.I32, numbers.length);
    }
}
