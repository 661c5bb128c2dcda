package dev.octavo.gpu.driver;

import dev.octavo.tensor.DType;

/**
 * A vendor's library for products of dense matrices, {@code out[m, n] = a[m, k] * W[n, k]^T (+ added[m, n])} with sums in f32, row by row. A product is a launch, so it goes into streams and graphs as kernels do; its shape is of no
 * meaning. Its arguments are, in this order:
 *
 * <pre>
 * buffer W; buffer a, i64 elements from a row to the next; buffer out, i64 the same; i32 m, n, k;
 * i32 1 if added is there, buffer added, i64 the same; buffer workspace, of {@link #workspaceBytes()}
 * </pre>
 *
 * Memory and rows begin at multiples of {@link #alignment()} bytes.
 */
public interface DenseLibrary extends AutoCloseable {

    /** Name and version. */
    String name();

    /** Whether it multiplies matrices of a type and stores the other; {@code added} has the type of what is stored. */
    boolean multiplies(DType type, DType output);

    /** Rows from which on it is worth it. */
    int fewestRows();

    /** Bytes that each product may use while it runs. */
    long workspaceBytes();

    /** What addresses have to be multiples of. */
    int alignment();

    /** The product as a kernel. */
    GpuKernel product(DType type, DType output);

    /** Frees what it holds; what was enqueued has run. Idempotent. */
    @Override
    void close();
}
