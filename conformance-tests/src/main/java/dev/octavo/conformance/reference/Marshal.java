package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.Layout;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Tensors in device memory as arrays without gaps, and back. */
final class Marshal {

    private Marshal() {}

    /** All numbers of a tensor. */
    static Tensor read(ReferenceBackend owner, TensorRef ref) {
        Layout layout = ref.layout();
        double[] values = new double[Math.toIntExact(layout.elements())];
        for (int row = 0; row < layout.batch() * layout.rows() && values.length > 0; row++) {
            readRow(owner, ref, row, values, row * layout.columns());
        }
        return new Tensor(layout.batch(), layout.rows(), layout.columns(), values);
    }

    /** All numbers of an I32 tensor. */
    static int[] integers(ReferenceBackend owner, TensorRef ref) {
        return read(owner, ref).integers();
    }

    /**
     * The rows of a table that indices pick, so that a large table is not converted for a few rows.
     *
     * @return {@code [indices.length, columns]}; zeros where an index is outside the table
     */
    static Tensor pickRows(ReferenceBackend owner, TensorRef table, int[] indices) {
        int columns = table.layout().columns();
        Tensor picked = Tensor.zeros(indices.length, columns);
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] >= 0 && indices[i] < table.layout().rows()) {
                readRow(owner, table, indices[i], picked.values(), i * columns);
            }
        }
        return picked;
    }

    private static void readRow(ReferenceBackend owner, TensorRef ref, int row, double[] to, int at) {
        MemorySegment segment = ReferenceBuffer.readable(owner, ref.buffer());
        Elements.read(
                segment, rowOffset(ref, row), ref.type(), to, at, ref.layout().columns());
    }

    /** Stores all numbers. */
    static void write(ReferenceBackend owner, Tensor tensor, TensorRef ref) {
        writeRows(owner, tensor, ref, 0, tensor.allRows());
    }

    /** Stores some of the rows, counted over all batch entries. */
    static void writeRows(ReferenceBackend owner, Tensor tensor, TensorRef ref, int from, int end) {
        MemorySegment segment = ReferenceBuffer.writable(owner, ref.buffer());
        int columns = tensor.columns();
        for (int row = from; row < end; row++) {
            Elements.write(tensor.values(), row * columns, columns, segment, rowOffset(ref, row), ref.type());
        }
    }

    private static long rowOffset(TensorRef ref, int row) {
        int rows = ref.layout().rows();
        return ref.byteOffset()
                + ref.layout().offset(row / rows, row % rows) * ref.type().bytes();
    }

    /** Offsets that must rise from at least 0 to at most a limit, such as those of sequences or experts. */
    static int[] offsets(ReferenceBackend owner, TensorRef ref, int limit, String what) {
        int[] offsets = integers(owner, ref);
        int last = 0;
        for (int offset : offsets) {
            if (offset < last || offset > limit) {
                throw new DeviceException(what + " " + Arrays.toString(offsets) + " do not rise from 0 to at most "
                        + limit + "; check the batch that was built");
            }
            last = offset;
        }
        return offsets;
    }
}
