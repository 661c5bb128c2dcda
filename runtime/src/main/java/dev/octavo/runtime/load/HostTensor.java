package dev.octavo.runtime.load;

import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * A tensor in host memory, dense, row-major, little-endian.
 *
 * @param name name in the checkpoint
 * @param dtype element type; U8 for the bytes of quantised blocks
 * @param block how weights are quantised; empty where each is an element of its own
 * @param shape dimensions in elements or weights, outermost first; empty for a scalar
 * @param data exactly the tensor's bytes. Read-only, and <strong>not necessarily aligned</strong> to the element size: read it with
 *     the {@code _UNALIGNED} layouts. Valid until the checkpoint closes.
 */
public record HostTensor(String name, DType dtype, Optional<BlockType> block, List<Long> shape, MemorySegment data) {

    public HostTensor {
        shape = List.copyOf(shape);
    }

    /** A tensor of plain elements. */
    public HostTensor(String name, DType dtype, List<Long> shape, MemorySegment data) {
        this(name, dtype, Optional.empty(), shape, data);
    }

    /** A tensor of quantised blocks, rows being whole blocks. */
    public static HostTensor blocked(String name, BlockType block, List<Long> shape, MemorySegment data) {
        return new HostTensor(name, DType.U8, Optional.of(block), shape, data);
    }

    /** Number of elements or weights. */
    public long elements() {
        return block.isPresent()
                ? data.byteSize() / block.get().bytes() * block.get().weights()
                : data.byteSize() / dtype.bytes();
    }
}
