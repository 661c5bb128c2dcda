package dev.octavo.backend.cuda.ffi;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.octavo.gpu.ffi.Downcalls;
import dev.octavo.gpu.stream.Handle;
import dev.octavo.gpu.stream.ProductHandle;
import dev.octavo.gpu.stream.ProductOperands;
import dev.octavo.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** cuBLASLt for one context. The heuristic is asked once per shape; the shapes that were used last are kept. */
public final class CublasLtHandle implements ProductHandle {

    private static final int MOST_SHAPES = 1024;

    private final CublasLt library;
    private final MemorySegment handle;
    private final long workspaceBytes;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment one = arena.allocateFrom(JAVA_FLOAT, 1);
    private final MemorySegment zero = arena.allocateFrom(JAVA_FLOAT, 0);
    private final Map<DenseShape, DenseProduct> products = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    CublasLtHandle(CublasLt library, MemorySegment handle, long workspaceBytes) {
        this.library = library;
        this.handle = handle;
        this.workspaceBytes = workspaceBytes;
    }

    @Override
    public synchronized void multiply(DType type, DType output, ProductOperands p, Handle stream) {
        if (closed) {
            throw new IllegalStateException("this cuBLASLt handle is closed");
        }
        DenseShape shape = DenseShape.of(type, output, p);
        DenseProduct product = products.get(shape);
        if (product == null) {
            product = new DenseProduct(library, handle, shape, workspaceBytes);
            products.put(shape, product);
            forgetOldest();
        }
        MemorySegment beta = shape.added() ? one : zero;
        int status;
        try {
            status = (int) library.multiply()
                    .invokeExact(
                            handle,
                            product.description,
                            one,
                            p.weights(),
                            product.weights,
                            p.a(),
                            product.a,
                            beta,
                            p.added(),
                            product.added,
                            p.out(),
                            product.out,
                            product.algorithm,
                            p.workspace(),
                            workspaceBytes,
                            stream.address());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
        CublasLtFault.check(status, "cublasLtMatmul for " + shape);
    }

    /** What was enqueued does not need descriptions any more. */
    private void forgetOldest() {
        if (products.size() > MOST_SHAPES) {
            Iterator<DenseProduct> all = products.values().iterator();
            DenseProduct oldest = all.next();
            all.remove();
            oldest.close();
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        products.values().forEach(DenseProduct::close);
        products.clear();
        try {
            int ignored = (int) library.destroy().invokeExact(handle);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        } finally {
            arena.close();
        }
    }
}
