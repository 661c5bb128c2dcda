package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;

/** Checks of operands, and how they become arguments of kernels. */
public final class Operands {

    private Operands() {}

    /** Throws {@link IllegalArgumentException} unless a tensor has this type. */
    public static void requireType(String what, TensorRef ref, DType expected) {
        if (ref.type() != expected) {
            throw new IllegalArgumentException(what + " is of type " + ref.type() + ", expected " + expected);
        }
    }

    /** Throws {@link IllegalArgumentException} unless a tensor has this type and this many columns. */
    public static void require(String what, TensorRef ref, DType expected, int columns) {
        requireType(what, ref, expected);
        if (ref.layout().columns() != columns) {
            throw new IllegalArgumentException(
                    what + " has " + ref.layout().columns() + " columns, expected " + columns);
        }
    }

    /** Throws {@link IllegalArgumentException} unless a tensor has this many rows over all batch entries. */
    public static void requireRows(String what, TensorRef ref, int rows) {
        if (rows(ref) != rows) {
            throw new IllegalArgumentException(what + " has " + rows(ref) + " rows, expected " + rows);
        }
    }

    /** Rows over all batch entries. */
    public static int rows(TensorRef ref) {
        return Math.multiplyExact(ref.layout().batch(), ref.layout().rows());
    }

    /** Adds a tensor's memory: one {@code ARG}. */
    public static Launch memory(GpuCore core, Launch launch, TensorRef ref) {
        GpuBuffer buffer = GpuBuffer.of(core, ref.buffer());
        return launch.buffer(buffer.device(), buffer.offset() + ref.byteOffset());
    }

    /** Adds the memory of a tensor that the kernel only reads. */
    public static Launch input(GpuCore core, Launch launch, TensorRef ref) {
        return memory(core, launch, ref).reads(bytes(ref));
    }

    /** Adds the memory of a tensor of which the kernel reaches nothing outside. */
    public static Launch output(GpuCore core, Launch launch, TensorRef ref) {
        return memory(core, launch, ref).writes(bytes(ref));
    }

    private static long bytes(TensorRef ref) {
        return ref.layout().span() * ref.type().bytes();
    }

    /** Adds a tensor as {@code ARG, i64 batchStride, i64 rowStride}, strides in elements. */
    public static Launch strided(GpuCore core, Launch launch, TensorRef ref) {
        return memory(core, launch, ref)
                .i64(ref.layout().batchStride())
                .i64(ref.layout().rowStride());
    }
}
