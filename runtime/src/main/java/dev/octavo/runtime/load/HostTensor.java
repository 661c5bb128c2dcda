package dev.octavo.runtime.load;

import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A tensor in host memory, dense, row-major, little-endian.
 *
 * @param name name in the checkpoint
 * @param dtype element type
 * @param shape dimensions, outermost first; empty for a scalar
 * @param data exactly the tensor's bytes. Read-only, and <strong>not necessarily aligned</strong> to the element size: read it with
 *     the {@code _UNALIGNED} layouts. Valid until the checkpoint closes.
 */
public record HostTensor(String name, DType dtype, List<Long> shape, MemorySegment data) {

    public HostTensor {
        shape = List.copyOf(shape);
    }

    /** Number of elements. */
    public long elements() {
        return data.byteSize() / dtype.bytes();
    }
}
