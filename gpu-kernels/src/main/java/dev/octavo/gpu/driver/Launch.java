package dev.octavo.gpu.driver;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A kernel launch: kernel, arguments in the kernel's order, shape. Mutable and reused, so that enqueueing allocates nothing. A buffer argument is what the
 * kernel dialect's {@code ARG} declares.
 */
public final class Launch {

    /** What an argument is. */
    public enum Kind {
        /** A buffer and a byte offset into it. */
        BUFFER,
        /** A 32-bit integer. */
        I32,
        /** A 64-bit integer. */
        I64,
        /** A 32-bit float, as its bits. */
        F32
    }

    private static final int INITIAL = 24;

    /** In the place of a length: all of the buffer, what lies before the offset included. */
    private static final long ALL = -1;

    private @Nullable GpuKernel kernel;
    private Kind[] kinds = new Kind[INITIAL];
    private long[] bits = new long[INITIAL];
    private @Nullable NativeBuffer[] buffers = new NativeBuffer[INITIAL];
    private long[] lengths = new long[INITIAL];
    private boolean[] written = new boolean[INITIAL];
    private int count;
    private final long[] groups = new long[3];
    private final int[] groupSize = new int[3];

    /** Starts over with a kernel. */
    public Launch start(GpuKernel newKernel) {
        Arrays.fill(buffers, 0, count, null);
        kernel = newKernel;
        count = 0;
        Arrays.fill(groups, 1);
        Arrays.fill(groupSize, 1);
        return this;
    }

    /** Adds a buffer, from a byte on. */
    public Launch buffer(NativeBuffer buffer, long byteOffset) {
        add(Kind.BUFFER, byteOffset);
        buffers[count - 1] = buffer;
        lengths[count - 1] = ALL;
        written[count - 1] = true;
        return this;
    }

    /** Says of the buffer that was just added that the kernel only reads it, and at most so many bytes from its offset on. Of what nothing is said a kernel may read and write all. */
    public Launch reads(long bytes) {
        lengths[count - 1] = bytes;
        written[count - 1] = false;
        return this;
    }

    /** Says of the buffer that was just added that the kernel reads and writes at most so many bytes from its offset on. */
    public Launch writes(long bytes) {
        lengths[count - 1] = bytes;
        return this;
    }

    /** Adds an integer. */
    public Launch i32(int value) {
        return add(Kind.I32, value);
    }

    /** Adds a long integer. */
    public Launch i64(long value) {
        return add(Kind.I64, value);
    }

    /** Adds a float. */
    public Launch f32(float value) {
        return add(Kind.F32, Integer.toUnsignedLong(Float.floatToRawIntBits(value)));
    }

    private Launch add(Kind kind, long value) {
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, 2 * count);
            bits = Arrays.copyOf(bits, 2 * count);
            buffers = Arrays.copyOf(buffers, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
            written = Arrays.copyOf(written, 2 * count);
        }
        kinds[count] = kind;
        bits[count] = value;
        count++;
        return this;
    }

    /** Sets how many work-groups there are and how many work-items each has. */
    public Launch shape(long groupsX, long groupsY, long groupsZ, int sizeX, int sizeY, int sizeZ) {
        groups[0] = groupsX;
        groups[1] = groupsY;
        groups[2] = groupsZ;
        groupSize[0] = sizeX;
        groupSize[1] = sizeY;
        groupSize[2] = sizeZ;
        return this;
    }

    /** Sets a shape of one dimension. */
    public Launch shape(long groupsX, int sizeX) {
        return shape(groupsX, 1, 1, sizeX, 1, 1);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return groups[0] == 0 || groups[1] == 0 || groups[2] == 0;
    }

    /** The kernel. */
    public GpuKernel kernel() {
        if (kernel == null) {
            throw new IllegalStateException("this launch was not started");
        }
        return kernel;
    }

    /** Number of arguments. */
    public int count() {
        return count;
    }

    /** What an argument is. */
    public Kind kind(int index) {
        return kinds[index];
    }

    /** A number's bits, or a buffer's byte offset. */
    public long bits(int index) {
        return bits[index];
    }

    /** The buffer of a buffer argument. */
    public NativeBuffer buffer(int index) {
        NativeBuffer buffer = buffers[index];
        if (buffer == null) {
            throw new IllegalStateException("argument " + index + " is no buffer");
        }
        return buffer;
    }

    /** Whether the kernel may write a buffer argument. */
    public boolean isWritten(int index) {
        return written[index];
    }

    /** First byte of a buffer argument that the kernel may reach. */
    public long from(int index) {
        return lengths[index] == ALL ? 0 : bits[index];
    }

    /** Byte behind the last one of a buffer argument that the kernel may reach; {@link Long#MAX_VALUE} for the buffer's end. */
    public long to(int index) {
        return lengths[index] == ALL ? Long.MAX_VALUE : bits[index] + lengths[index];
    }

    /** Work-groups in a dimension. */
    public long groups(int dimension) {
        return groups[dimension];
    }

    /** Work-items of a work-group in a dimension. */
    public int groupSize(int dimension) {
        return groupSize[dimension];
    }
}
