package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.AttentionVariant;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A query gets the same bits alone and in a ragged batch of prefills and decodes, also where its keys are cut into splits. */
@SuppressWarnings("NullAway.Init") // Each test sets the fields first.
class CudaAttentionTest {

    private static final int HEADS = 4;
    private static final int DIM = 64;
    private static final int BLOCK = 16;
    private static final int BLOCKS_EACH = 40;
    private static final KvLayout CACHE = new KvLayout(2, DIM, BLOCK, DType.BF16);

    /** Tokens, of which so many are new: decodes short and long, chunks, whole prompts. */
    private static final int[] LENGTHS = {9, 600, 33, 70, 520, 1};

    private static final int[] QUERIES = {1, 1, 33, 20, 3, 1};

    private final Random random = new Random(5);
    private Backend backend;
    private CommandQueue queue;
    private KvCache cache;

    @ParameterizedTest
    @ValueSource(strings = {"hopper", "matrix-units", "work-groups"})
    void aQueryHasTheSameBitsAloneAndAmongOthers(String kind) {
        try (Backend opened = StandIn.backend(new BackendOptions(Map.of(AttentionVariant.OPTION, kind)))) {
            backend = opened;
            queue = backend.newQueue();
            cache = backend.kvCaches().create(new KvCacheSpec(CACHE, 1, LENGTHS.length * BLOCKS_EACH));
            fillCache();
            int tokens = Arrays.stream(QUERIES).sum();
            MemorySegment query = shorts((long) tokens * HEADS * DIM);
            short[] together = attend(query, IntStream.range(0, LENGTHS.length).toArray());
            int first = 0;
            for (int sequence = 0; sequence < LENGTHS.length; sequence++) {
                int numbers = QUERIES[sequence] * HEADS * DIM;
                short[] alone = attend(query.asSlice(2L * first, 2L * numbers), new int[] {sequence});
                assertThat(alone)
                        .as("sequence of %d tokens, %d of them new", LENGTHS[sequence], QUERIES[sequence])
                        .containsExactly(Arrays.copyOfRange(together, first, first + numbers));
                first += numbers;
            }
        }
    }

    /** A chunk's last query goes through the kernel for many queries, alone it goes through the one whose splits run at once. */
    @ParameterizedTest
    @ValueSource(strings = {"hopper", "matrix-units", "work-groups"})
    void aQueryHasTheSameBitsInAChunkAndInADecode(String kind) {
        try (Backend opened = StandIn.backend(new BackendOptions(Map.of(AttentionVariant.OPTION, kind)))) {
            backend = opened;
            queue = backend.newQueue();
            cache = backend.kvCaches().create(new KvCacheSpec(CACHE, 1, LENGTHS.length * BLOCKS_EACH));
            fillCache();
            for (int sequence : new int[] {3, 4}) {
                int chunk = 20;
                MemorySegment query = shorts((long) chunk * HEADS * DIM);
                short[] many = attend(query, new int[] {sequence}, new int[] {chunk});
                int first = (chunk - 1) * HEADS * DIM;
                short[] alone = attend(query.asSlice(2L * first), new int[] {sequence}, new int[] {1});
                assertThat(alone)
                        .as("the last of %d tokens", LENGTHS[sequence])
                        .containsExactly(Arrays.copyOfRange(many, first, many.length));
            }
        }
    }

    private void fillCache() {
        for (int sequence = 0; sequence < LENGTHS.length; sequence++) {
            int tokens = LENGTHS[sequence];
            int base = sequence * BLOCKS_EACH * BLOCK;
            TensorRef slots = ints(IntStream.range(base, base + tokens).toArray());
            cache.append(queue, new KvAppendArgs(0, heads(tokens, 2), heads(tokens, 2), slots));
        }
    }

    private short[] attend(MemorySegment query, int[] sequences) {
        return attend(
                query, sequences, Arrays.stream(sequences).map(i -> QUERIES[i]).toArray());
    }

    private short[] attend(MemorySegment query, int[] sequences, int[] queries) {
        int[] starts = new int[sequences.length + 1];
        int[] lengths = new int[sequences.length];
        int[] table = new int[sequences.length * BLOCKS_EACH];
        for (int i = 0; i < sequences.length; i++) {
            starts[i + 1] = starts[i] + queries[i];
            lengths[i] = LENGTHS[sequences[i]];
            for (int block = 0; block < BLOCKS_EACH; block++) {
                table[i * BLOCKS_EACH + block] = sequences[i] * BLOCKS_EACH + block;
            }
        }
        int tokens = starts[sequences.length];
        AttentionSpec spec = new AttentionSpec(
                HEADS,
                CACHE,
                new AttentionMask.Causal(),
                0.125f,
                0,
                false,
                false,
                DType.BF16,
                DType.BF16,
                64,
                LENGTHS.length);
        DeviceBuffer out = backend.memory().allocate(2L * tokens * HEADS * DIM, MemoryKind.DEVICE, "out");
        DeviceBuffer in = backend.memory().allocate(2L * tokens * HEADS * DIM, MemoryKind.DEVICE, "query");
        queue.upload(query, in, 0);
        Layout layout = Layout.cube(tokens, HEADS, DIM, HEADS * DIM);
        DeviceBuffer blocks = upload(table);
        try (Plan<AttentionArgs> plan = backend.attention().prepare(spec)) {
            DeviceBuffer workspace = backend.memory().allocate(plan.workspaceBytes(), MemoryKind.DEVICE, "workspace");
            plan.enqueue(
                    queue,
                    new AttentionArgs(
                            new TensorRef(in, 0, DType.BF16, layout),
                            cache,
                            0,
                            ints(starts),
                            ints(lengths),
                            TensorRef.matrix(blocks, DType.I32, sequences.length, BLOCKS_EACH),
                            Arrays.stream(queries).max().orElseThrow(),
                            Arrays.stream(lengths).max().orElseThrow(),
                            Optional.empty(),
                            Optional.empty(),
                            new TensorRef(out, 0, DType.BF16, layout)),
                    workspace);
            short[] result = new short[tokens * HEADS * DIM];
            queue.download(out, 0, MemorySegment.ofArray(result));
            queue.await();
            return result;
        }
    }

    private TensorRef heads(int tokens, int heads) {
        DeviceBuffer buffer = backend.memory().allocate(2L * tokens * heads * DIM, MemoryKind.DEVICE, "heads");
        queue.upload(shorts((long) tokens * heads * DIM), buffer, 0);
        return new TensorRef(buffer, 0, DType.BF16, Layout.cube(tokens, heads, DIM, (long) heads * DIM));
    }

    private MemorySegment shorts(long count) {
        MemorySegment values = Arena.ofAuto().allocate(2 * count, 64);
        for (long i = 0; i < count; i++) {
            values.setAtIndex(
                    ValueLayout.JAVA_SHORT, i, (short) (Float.floatToRawIntBits(random.nextFloat(-2, 2)) >>> 16));
        }
        return values;
    }

    private DeviceBuffer upload(int[] numbers) {
        DeviceBuffer buffer = backend.memory().allocate(4L * numbers.length, MemoryKind.DEVICE, "numbers");
        MemorySegment copy = Arena.ofAuto().allocate(4L * numbers.length, 64);
        copy.copyFrom(MemorySegment.ofArray(numbers));
        queue.upload(copy, buffer, 0);
        return buffer;
    }

    private TensorRef ints(int[] numbers) {
        return TensorRef.vector(upload(numbers), DType.I32, numbers.length);
    }
}
