package dev.octavo.gpu.stream;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.octavo.spi.DeviceException;
import dev.octavo.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Small products, whose sums are exact, before the library is trusted with others. They show whether it takes our arguments as we mean them, whether it has kernels for a type, and whether these take subnormal numbers for
 * what they are. Sizes and strides differ, so that no transposition looks like another.
 */
final class ProductTrial {

    private static final int M = 16;
    private static final int N = 48;
    private static final int K = 32;
    private static final int A_STRIDE = 40;
    private static final int OUT_STRIDE = 56;
    private static final int ADDED_STRIDE = 64;

    // Places in one allocation, in bytes.
    private static final int WEIGHTS = 0;
    private static final int A = 8 << 10;
    private static final int ADDED = 16 << 10;
    private static final int OUT = 24 << 10;
    private static final int BYTES = 32 << 10;

    /** Makes the first column of the result subnormal in f16. */
    private static final float TINY = 0x1p-20f;

    private final DeviceContext context;
    private final ProductHandle handle;
    private final Handle workspace;

    /** @param workspace for the library; nobody else uses it meanwhile */
    ProductTrial(DeviceContext context, ProductHandle handle, Handle workspace) {
        this.context = context;
        this.handle = handle;
        this.workspace = workspace;
    }

    /**
     * What is wrong with products of a type; empty if nothing is.
     *
     * @throws DeviceException if the device has no room, or is lost
     */
    String fault(DType type) {
        Handle memory = context.control().allocate(BYTES);
        if (memory == null) {
            throw new DeviceException("no room for a trial of " + BYTES + " bytes");
        }
        try {
            Handle stream = context.control().createStream();
            try {
                return fault(type, memory.address(), stream);
            } finally {
                context.control().destroyStream(stream);
            }
        } finally {
            context.control().free(memory);
        }
    }

    private String fault(DType type, long memory, Handle stream) {
        for (DType output : new DType[] {type, DType.F32}) {
            for (boolean isAdded : new boolean[] {false, true}) {
                String fault = fault(type, output, isAdded, memory, stream);
                if (!fault.isEmpty()) {
                    return fault + " (" + type + " to " + output + (isAdded ? ", with something added)" : ")");
                }
            }
        }
        return "";
    }

    private String fault(DType type, DType output, boolean isAdded, long memory, Handle stream) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(BYTES, Long.BYTES);
            fill(host, type, output);
            context.commands().copyToDevice(memory, host, stream);
            ProductOperands product = new ProductOperands(
                    M,
                    N,
                    K,
                    memory + WEIGHTS,
                    memory + A,
                    A_STRIDE,
                    memory + OUT,
                    OUT_STRIDE,
                    isAdded,
                    memory + ADDED,
                    ADDED_STRIDE,
                    workspace.address());
            context.commands();
            try {
                handle.multiply(type, output, product, stream);
            } catch (DeviceException e) {
                return String.valueOf(e.getMessage());
            }
            context.commands().copyToHost(host, memory, stream);
            context.commands().await(stream);
            return compare(host, output, isAdded);
        }
    }

    private static void fill(MemorySegment host, DType type, DType output) {
        for (int n = 0; n < N; n++) {
            for (int k = 0; k < K; k++) {
                put(host, WEIGHTS, type, n * K + k, weight(n, k));
            }
        }
        for (int m = 0; m < M; m++) {
            for (int k = 0; k < K; k++) {
                put(host, A, type, m * A_STRIDE + k, activation(m, k));
            }
            for (int n = 0; n < N; n++) {
                put(host, ADDED, output, m * ADDED_STRIDE + n, added(m, n));
                put(host, OUT, output, m * OUT_STRIDE + n, Float.NaN);
            }
        }
    }

    private static String compare(MemorySegment host, DType output, boolean isAdded) {
        for (int m = 0; m < M; m++) {
            for (int n = 0; n < N; n++) {
                float expected = isAdded ? added(m, n) : 0;
                for (int k = 0; k < K; k++) {
                    expected += weight(n, k) * activation(m, k);
                }
                float found = number(host, OUT, output, m * OUT_STRIDE + n);
                if (found != expected) {
                    return "row " + m + ", column " + n + " is " + found + ", not " + expected;
                }
            }
        }
        return "";
    }

    private static float scale(int n) {
        return n == 0 ? TINY : 1;
    }

    private static float weight(int n, int k) {
        return ((n * 7 + k * 3) % 5 - 2) * scale(n);
    }

    private static float activation(int m, int k) {
        return (m * 3 + k * k) % 5 - 2;
    }

    private static float added(int m, int n) {
        return ((m * 5 + n) % 7 - 3) * scale(n);
    }

    private static void put(MemorySegment host, int place, DType type, int index, float x) {
        switch (type) {
            case F32 -> host.set(JAVA_FLOAT, place + 4L * index, x);
            case F16 -> host.set(JAVA_SHORT, place + 2L * index, Float.floatToFloat16(x));
            default -> host.set(JAVA_SHORT, place + 2L * index, (short) (Float.floatToRawIntBits(x) >>> 16));
        }
    }

    private static float number(MemorySegment host, int place, DType type, int index) {
        return switch (type) {
            case F32 -> host.get(JAVA_FLOAT, place + 4L * index);
            case F16 -> Float.float16ToFloat(host.get(JAVA_SHORT, place + 2L * index));
            default -> Float.intBitsToFloat(host.get(JAVA_SHORT, place + 2L * index) << 16);
        };
    }
}
