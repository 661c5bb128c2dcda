package dev.octavo.runtime.load;

import java.util.List;

/**
 * One line of a safetensors header.
 *
 * @param name the tensor's name, any text
 * @param type element type in the file
 * @param shape dimensions, outermost first; empty for a scalar, dimensions may be 0
 * @param begin first byte, counted from the end of the header
 * @param end the byte after the last one
 */
public record TensorEntry(String name, StoredType type, List<Long> shape, long begin, long end) {

    public TensorEntry {
        shape = List.copyOf(shape);
    }

    /** Bytes of the tensor. */
    public long byteSize() {
        return end - begin;
    }
}
