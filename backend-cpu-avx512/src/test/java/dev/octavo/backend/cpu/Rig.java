package dev.octavo.backend.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A backend with a queue, and short ways to make and read tensors. Works for any backend, so that two can be compared. */
final class Rig implements AutoCloseable {

    final Backend backend;
    final CommandQueue queue;

    Rig(Backend backend) {
        this.backend = backend;
        queue = backend.newQueue();
    }

    /** A tensor of a type that holds the values, rounded. */
    TensorRef tensor(DType type, Layout layout, float[] values) {
        DeviceBuffer buffer = allocate(layout.elements() * type.bytes());
        try (Arena arena = Arena.ofConfined()) {
            queue.upload(stored(arena, type, values), buffer, 0);
            queue.await();
        }
        return new TensorRef(buffer, 0, type, layout);
    }

    /** A tensor of random values in (-1, 1). */
    TensorRef random(DType type, Layout layout, long seed) {
        return tensor(type, layout, randoms((int) layout.elements(), seed));
    }

    /** A tensor full of NaN. */
    TensorRef poisoned(DType type, Layout layout) {
        DeviceBuffer buffer = allocate(layout.elements() * type.bytes());
        queue.fill(buffer, 0, buffer.byteSize(), (byte) -1);
        return new TensorRef(buffer, 0, type, layout);
    }

    TensorRef ints(int... values) {
        return ints(Layout.vector(values.length), values);
    }

    TensorRef ints(Layout layout, int... values) {
        DeviceBuffer buffer = allocate(4L * values.length);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(4L * values.length);
            MemorySegment.copy(values, 0, host, JAVA_INT_UNALIGNED, 0, values.length);
            queue.upload(host, buffer, 0);
            queue.await();
        }
        return new TensorRef(buffer, 0, DType.I32, layout);
    }

    private DeviceBuffer allocate(long bytes) {
        return backend.memory().allocate(Math.max(4, bytes), MemoryKind.DEVICE, "test");
    }

    <A> void run(Plan<A> plan, A args) {
        plan.enqueue(queue, args, workspace(plan));
        queue.await();
    }

    @Nullable
    DeviceBuffer workspace(Plan<?> plan) {
        return plan.workspaceBytes() == 0 ? null : allocate(plan.workspaceBytes());
    }

    /** The elements of a tensor, row after row. */
    float[] read(TensorRef ref) {
        MemorySegment host = ref.buffer().hostView().orElseThrow();
        Layout layout = ref.layout();
        float[] values = new float[(int) layout.elements()];
        int next = 0;
        for (int b = 0; b < layout.batch(); b++) {
            for (int r = 0; r < layout.rows(); r++) {
                for (int c = 0; c < layout.columns(); c++) {
                    long at = ref.byteOffset()
                            + (layout.offset(b, r) + c) * ref.type().bytes();
                    values[next++] = read(host, ref.type(), at);
                }
            }
        }
        return values;
    }

    int[] readInts(TensorRef ref) {
        MemorySegment host = ref.buffer().hostView().orElseThrow();
        int[] values = new int[(int) ref.layout().elements()];
        MemorySegment.copy(host, JAVA_INT_UNALIGNED, ref.byteOffset(), values, 0, values.length);
        return values;
    }

    static float[] randoms(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }

    /** Values as bytes of a type, by the JDK's own conversions. */
    static MemorySegment stored(Arena arena, DType type, float[] values) {
        MemorySegment host = arena.allocate((long) values.length * type.bytes(), 64);
        for (int i = 0; i < values.length; i++) {
            switch (type) {
                case F32 -> host.set(JAVA_FLOAT_UNALIGNED, 4L * i, values[i]);
                case F16 -> host.set(JAVA_SHORT_UNALIGNED, 2L * i, Float.floatToFloat16(values[i]));
                case BF16 ->
                    host.set(JAVA_SHORT_UNALIGNED, 2L * i, (short) (Float.floatToRawIntBits(values[i]) >>> 16));
                default -> throw new IllegalArgumentException("no test values of " + type);
            }
        }
        return host;
    }

    private static float read(MemorySegment host, DType type, long at) {
        return switch (type) {
            case F32 -> host.get(JAVA_FLOAT_UNALIGNED, at);
            case F16 -> Float.float16ToFloat(host.get(JAVA_SHORT_UNALIGNED, at));
            case BF16 -> Float.intBitsToFloat(host.get(JAVA_SHORT_UNALIGNED, at) << 16);
            default -> throw new IllegalArgumentException("no test values of " + type);
        };
    }

    @Override
    public void close() {
        queue.close();
        backend.close();
    }
}
