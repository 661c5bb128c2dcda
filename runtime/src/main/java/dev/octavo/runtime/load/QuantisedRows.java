package dev.octavo.runtime.load;

import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads rows of a quantised matrix where it lies, one at a time. Allocates nothing per row; not thread-safe. */
public final class QuantisedRows {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment data;
    private final BlockType type;
    private final BlockDecoder decoder;
    private final long rows;
    private final float[] row;

    /**
     * Of a matrix {@code [rows, width]}.
     *
     * @throws IllegalArgumentException if the tensor is not quantised, or a row is not whole blocks
     */
    public QuantisedRows(HostTensor matrix, int width) {
        type = matrix.block().orElseThrow(() -> new IllegalArgumentException(matrix.name() + " is not quantised"));
        if (width % type.weights() != 0) {
            throw new IllegalArgumentException(
                    "rows of " + width + " weights are not whole blocks of " + type + ": " + matrix.name());
        }
        data = matrix.data();
        decoder = BlockDecoder.of(type);
        rows = matrix.elements() / width;
        row = new float[width];
    }

    /**
     * Writes {@code scale} times a row; zeros if there is no such row, as a lookup on a device gives.
     *
     * @param to from byte {@code at} on, any alignment
     * @param as F32, F16 or BF16
     */
    public void read(long index, float scale, MemorySegment to, long at, DType as) {
        if (index < 0 || index >= rows) {
            to.asSlice(at, (long) row.length * as.bytes()).fill((byte) 0);
            return;
        }
        long block = index * (row.length / type.weights()) * type.bytes();
        for (int i = 0; i < row.length; i += type.weights()) {
            decoder.decode(data, block, row, i);
            block += type.bytes();
        }
        if (scale != 1) {
            for (int i = 0; i < row.length; i++) {
                row[i] *= scale;
            }
        }
        store(to, at, as);
    }

    private void store(MemorySegment to, long at, DType as) {
        switch (as) {
            case F32 -> MemorySegment.copy(row, 0, to, FLOAT, at, row.length);
            case F16 -> {
                for (int i = 0; i < row.length; i++) {
                    to.set(SHORT, at + 2L * i, Float.floatToFloat16(row[i]));
                }
            }
            case BF16 -> {
                for (int i = 0; i < row.length; i++) {
                    to.set(SHORT, at + 2L * i, DTypeConversion.toBf16(row[i]));
                }
            }
            default -> throw new UnsupportedSpecException("rows are looked up in F32, F16 or BF16, not in " + as);
        }
    }
}
