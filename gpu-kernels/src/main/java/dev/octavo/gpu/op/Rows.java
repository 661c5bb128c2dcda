package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;

/** Tensors as rows of contiguous columns, counted over all batch entries. */
final class Rows {

    private Rows() {}

    /** Throws unless a tensor is of this backend, open, and has this type. */
    static void check(GpuCore core, String what, TensorRef ref, DType type) {
        Operands.requireType(what, ref, type);
        GpuBuffer.of(core, ref.buffer());
    }

    /** Throws unless a tensor is of this backend, open, and has this type and these columns. */
    static void check(GpuCore core, String what, TensorRef ref, DType type, int columns) {
        Operands.require(what, ref, type, columns);
        GpuBuffer.of(core, ref.buffer());
    }

    /** The same with these rows over all batch entries. */
    static void check(GpuCore core, String what, TensorRef ref, DType type, int columns, int rows) {
        check(core, what, ref, type, columns);
        Operands.requireRows(what, ref, rows);
    }

    /** Adds a tensor as the kernels' {@code ROWS}. */
    static Launch add(GpuCore core, Launch launch, TensorRef ref) {
        return Operands.strided(core, launch, ref).i32(Math.max(1, ref.layout().rows()));
    }

    /** Adds a dense tensor as the kernels' {@code ROWS}, all its elements as one row. */
    static Launch addFlat(GpuCore core, Launch launch, TensorRef ref) {
        return Operands.memory(core, launch, ref).i64(0).i64(0).i32(1);
    }

    /** Whether all elements of a tensor can be taken for one row. */
    static boolean isFlat(TensorRef ref) {
        Layout layout = ref.layout();
        return layout.isDense() && layout.elements() <= Integer.MAX_VALUE / 2;
    }
}
