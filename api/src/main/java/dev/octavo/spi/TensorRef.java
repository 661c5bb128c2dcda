package dev.octavo.spi;

import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;

/**
 * A tensor in a device's memory.
 *
 * @param buffer the bytes
 * @param byteOffset where the first element lies; a multiple of the element's size
 * @param type element type
 * @param layout shape and strides
 */
public record TensorRef(DeviceBuffer buffer, long byteOffset, DType type, Layout layout) {

    /** Checks that the tensor lies inside its buffer. */
    public TensorRef {
        if (byteOffset < 0 || byteOffset % type.bytes() != 0) {
            throw new IllegalArgumentException(
                    "offset " + byteOffset + " is negative or no multiple of " + type.bytes());
        }
        long end = byteOffset + layout.span() * type.bytes();
        if (end > buffer.byteSize()) {
            throw new IllegalArgumentException("tensor " + type + layout + " at offset " + byteOffset + " ends at byte "
                    + end + " of a buffer of " + buffer.byteSize());
        }
    }

    /** A dense vector at the start of a buffer. */
    public static TensorRef vector(DeviceBuffer buffer, DType type, int columns) {
        return new TensorRef(buffer, 0, type, Layout.vector(columns));
    }

    /** A dense matrix at the start of a buffer. */
    public static TensorRef matrix(DeviceBuffer buffer, DType type, int rows, int columns) {
        return new TensorRef(buffer, 0, type, Layout.matrix(rows, columns));
    }

    /** The same buffer under another layout, {@code elements} further on. */
    public TensorRef view(long elements, Layout newLayout) {
        return new TensorRef(buffer, byteOffset + elements * type.bytes(), type, newLayout);
    }

    /** Bytes from the first to behind the last element. */
    public long byteSpan() {
        return layout.span() * type.bytes();
    }
}
