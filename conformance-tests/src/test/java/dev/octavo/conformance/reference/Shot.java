package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.TensorRef;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One run of an operator, as a fault sees it after the right result was stored.
 *
 * @param right the backend
 * @param run how often the plan has run, from 1
 * @param inputs tensors that were read
 * @param outputs tensors that were written
 * @param before bytes of each output's buffer before the run
 * @param memory what a fault wants to keep from run to run of one plan
 */
record Shot(
        ReferenceBackend right,
        int run,
        List<TensorRef> inputs,
        List<TensorRef> outputs,
        List<byte[]> before,
        Map<String, Object> memory) {

    TensorRef out() {
        return outputs.getFirst();
    }

    /** The first output's numbers. */
    Tensor numbers() {
        return Marshal.read(right, out());
    }

    /** Stores other numbers into the first output. */
    void store(Tensor numbers) {
        Marshal.write(right, numbers, out());
    }

    /** Changes the first output's numbers. */
    void change(Consumer<double[]> change) {
        Tensor numbers = numbers();
        change.accept(numbers.values());
        store(numbers);
    }

    /** The buffer of a tensor, all of it. */
    MemorySegment buffer(TensorRef ref) {
        return ReferenceBuffer.writable(right, ref.buffer());
    }

    /** Puts back what a row of the first output held before, from some column on. */
    void undo(int row, int fromColumn) {
        int bytes = out().type().bytes();
        int rows = out().layout().rows();
        long at =
                out().byteOffset() + out().layout().offset(row / rows, row % rows) * bytes + (long) fromColumn * bytes;
        long count = (long) (out().layout().columns() - fromColumn) * bytes;
        MemorySegment.copy(MemorySegment.ofArray(before.getFirst()), at, buffer(out()), at, count);
    }

    /** Rows of the first output, over all batch entries. */
    int rows() {
        return out().layout().batch() * out().layout().rows();
    }

    int columns() {
        return out().layout().columns();
    }
}
