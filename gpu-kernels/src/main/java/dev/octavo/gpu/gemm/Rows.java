package dev.octavo.gpu.gemm;

import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.Layout;

/** Rows of tensors. */
final class Rows {

    private Rows() {}

    /**
     * Elements from a row to the next one, counted over all batch entries.
     *
     * @throws IllegalArgumentException if there is no such number
     */
    static long stride(String what, TensorRef ref) {
        Layout layout = ref.layout();
        if (layout.batch() <= 1 || layout.batchStride() == layout.rows() * layout.rowStride()) {
            return layout.rowStride();
        }
        if (layout.rows() == 1) {
            return layout.batchStride();
        }
        throw new IllegalArgumentException(
                what + " has rows that are not equally far apart: " + layout + "; make it a matrix, or copy it first");
    }
}
