package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A tensor in the middle of a device buffer, with guard bytes around it and in its gaps. The host keeps an image of all bytes, so that after a run every byte that is
 * no element of an output can be compared.
 */
final class TestTensor implements AutoCloseable {

    /** What an operator does with it. */
    enum Role {
        /** Read. */
        INPUT,
        /** Written; poisoned before each run. */
        OUTPUT,
        /** Read and written. */
        UPDATED,
        /** Workspace: holds anything before and after. */
        SCRATCH
    }

    private static final int GUARD_BYTES = 256;

    private final String name;
    private final Role role;
    private final TensorRef ref;
    private final byte[] image;
    private final byte[] result;
    private final MemorySegment host;
    private final boolean imported;
    private final byte poison;

    TestTensor(DeviceMemory memory, String name, Role role, DType type, Layout layout, int guardElements) {
        this(name, role, type, front(type, guardElements) + layout.span() * type.bytes() + GUARD_BYTES, null, image -> {
            DeviceBuffer buffer = memory.allocate(image, MemoryKind.DEVICE, "conformance " + name);
            return new TensorRef(buffer, front(type, guardElements), type, layout);
        });
    }

    private TestTensor(
            String name,
            Role role,
            DType type,
            long imageBytes,
            @Nullable MemorySegment shared,
            LongFunction<TensorRef> place) {
        this.name = name;
        this.role = role;
        this.image = new byte[Math.toIntExact(imageBytes)];
        this.result = new byte[image.length];
        this.imported = shared != null;
        // Native, since not every driver can reach the heap, and of no thread, since a backend may copy on its own.
        this.host = shared != null ? shared : Arena.ofAuto().allocate(image.length);
        // NaN in every floating-point type; in integers a large negative number.
        this.poison = (byte) (type.isFloating() ? 0xFF : 0xA5);
        Arrays.fill(image, poison);
        this.ref = place.apply(imageBytes);
    }

    /** An input in the host's own memory, whose last element is the last that may be read there; empty where the device cannot use such memory. */
    static Optional<TestTensor> imported(DeviceMemory memory, HostMemory host, String name, DType type, Layout layout) {
        int front = front(type, 0);
        long bytes = front + layout.span() * type.bytes();
        MemorySegment segment = host.allocate(bytes);
        return memory.importHost(segment)
                .map(buffer -> new TestTensor(
                        name, Role.INPUT, type, bytes, segment, image -> new TensorRef(buffer, front, type, layout)));
    }

    private static int front(DType type, int guardElements) {
        return GUARD_BYTES + guardElements * type.bytes();
    }

    String name() {
        return name;
    }

    Role role() {
        return role;
    }

    TensorRef ref() {
        return ref;
    }

    /** The same place through another buffer object. */
    TensorRef throughSlice() {
        return new TensorRef(ref.buffer().slice(ref.byteOffset(), ref.byteSpan()), 0, ref.type(), ref.layout());
    }

    DType type() {
        return ref.type();
    }

    Layout layout() {
        return ref.layout();
    }

    /** Number of elements. */
    int size() {
        return (int) ref.layout().elements();
    }

    /** Sets what the tensor holds at the next run, rounded to its type. */
    void set(double[] numbers) {
        if (numbers.length != size()) {
            throw new IllegalArgumentException(name + " takes " + size() + " numbers, not " + numbers.length);
        }
        set(0, numbers);
    }

    /** Sets some elements, from one that starts a row on. */
    void set(int first, double[] numbers) {
        Stored stored = new Stored(type(), image);
        int columns = layout().columns();
        int at = 0;
        for (int i = 0; i < numbers.length; i++) {
            at = i % columns == 0 ? byteIndex(first + i) : at + type().bytes();
            stored.set(at, numbers[i]);
        }
    }

    /** What the tensor holds before a run, as stored. */
    Tensor before() {
        return decode(image);
    }

    /** What it held after the last run. */
    Tensor after() {
        return decode(result);
    }

    /** The bytes of the whole buffer after the last run. */
    byte[] bytesAfter() {
        return result.clone();
    }

    private Tensor decode(byte[] bytes) {
        Stored stored = new Stored(type(), bytes);
        double[] numbers = new double[size()];
        int columns = layout().columns();
        int at = 0;
        for (int i = 0; i < numbers.length; i++) {
            at = i % columns == 0 ? byteIndex(i) : at + type().bytes();
            numbers[i] = stored.get(at);
        }
        return new Tensor(layout().batch(), layout().rows(), layout().columns(), numbers);
    }

    private int byteIndex(int element) {
        Layout layout = layout();
        int row = element / layout.columns();
        long offset = layout.offset(row / layout.rows(), row % layout.rows()) + element % layout.columns();
        return Math.toIntExact(ref.byteOffset() + offset * type().bytes());
    }

    /** Brings the image to the device; outputs are poisoned. */
    void stage(CommandQueue queue) {
        if (role == Role.SCRATCH) {
            Arrays.fill(image, poison);
        } else if (role == Role.OUTPUT) {
            int row = layout().columns();
            for (int i = 0; i < size(); i += row) {
                Arrays.fill(image, byteIndex(i), byteIndex(i) + row * type().bytes(), poison);
            }
        }
        host.copyFrom(MemorySegment.ofArray(image));
        if (!imported) {
            queue.upload(host, ref.buffer(), 0);
        }
    }

    /** Asks for all bytes; {@link #arrived} follows when the queue has been waited for. */
    void fetch(CommandQueue queue) {
        if (!imported) {
            queue.download(ref.buffer(), 0, host);
        }
    }

    /** Takes over what was fetched. */
    void arrived() {
        MemorySegment.copy(host, 0, MemorySegment.ofArray(result), 0, result.length);
    }

    /** Whether an element has the very bytes that it had before the last run. */
    boolean isUntouched(int element) {
        int from = byteIndex(element);
        int to = from + type().bytes();
        return Arrays.equals(image, from, to, result, from, to);
    }

    /** Checks that nothing but the elements of outputs has changed. */
    void checkSurroundings() {
        if (Arrays.equals(image, result)) {
            return;
        }
        BitSet writable = new BitSet(image.length);
        if (role == Role.SCRATCH) {
            writable.set((int) ref.byteOffset(), (int) (ref.byteOffset() + ref.byteSpan()));
        }
        int row = layout().columns();
        for (int i = 0; i < size() && (role == Role.OUTPUT || role == Role.UPDATED); i += row) {
            writable.set(byteIndex(i), byteIndex(i) + row * type().bytes());
        }
        for (int i = 0; i < image.length; i++) {
            if (image[i] != result[i] && !writable.get(i)) {
                boolean inside = i >= ref.byteOffset() && i < ref.byteOffset() + ref.byteSpan();
                throw new Violation(
                        role == Role.INPUT && inside ? Check.INPUT : Check.CANARY,
                        name + " " + type() + layout() + ": byte " + (i - ref.byteOffset())
                                + " from its first element was " + (image[i] & 0xFF) + " and is now "
                                + (result[i] & 0xFF) + ", but only elements of outputs may be written");
            }
        }
    }

    /** Checks that a capture has not run anything. */
    void checkUntouched() {
        if (!Arrays.equals(image, result)) {
            throw new Violation(Check.CAPTURE, name + " changed while commands were captured; a capture only records");
        }
    }

    @Override
    public void close() {
        ref.buffer().close();
    }

    @Override
    public String toString() {
        return name + " " + type() + layout();
    }
}
