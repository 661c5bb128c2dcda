package dev.octavo.backend.rocm.ffi;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.octavo.gpu.ffi.Downcalls;
import dev.octavo.gpu.stream.Handle;
import dev.octavo.gpu.stream.ProductHandle;
import dev.octavo.gpu.stream.ProductOperands;
import dev.octavo.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/**
 * rocBLAS for one device. The library keeps the stream and the workspace of the next call in its handle, so calls come one after another; the device does not wait for that. Between calls the handle has no stream,
 * since the library asks the old one for its state when it gets another, and that may be gone. Some of its versions ask a stream that is captured what they must not, so a handle gets that one before.
 */
public final class RocBlasHandle implements ProductHandle {

    private static final int ATOMICS_NOT_ALLOWED = 0;
    private static final int NOT_TRANSPOSED = 111;
    private static final int TRANSPOSED = 112;
    private static final int STANDARD = 0;
    private static final int NO_SOLUTION = 0;
    private static final int NO_FLAGS = 0;
    private static final long NO_STREAM = 0;

    private final RocBlas library;
    private final long handle;
    private final long workspaceBytes;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment one = arena.allocateFrom(JAVA_FLOAT, 1);
    private final MemorySegment zero = arena.allocateFrom(JAVA_FLOAT, 0);
    private final ReentrantLock lock = new ReentrantLock();
    private long captured = NO_STREAM;
    private boolean closed;

    RocBlasHandle(RocBlas library, long handle, long workspaceBytes) {
        this.library = library;
        this.handle = handle;
        this.workspaceBytes = workspaceBytes;
    }

    /** Sums whose order does not depend on chance, and memory that is ours. */
    void prepare(long workspace) throws Throwable {
        int status = (int) library.setAtomics().invokeExact(handle, ATOMICS_NOT_ALLOWED);
        RocBlasFault.check(status, "rocblas_set_atomics_mode");
        setWorkspace(workspace);
    }

    private void setWorkspace(long workspace) throws Throwable {
        int status = (int) library.setWorkspace().invokeExact(handle, workspace, workspaceBytes);
        RocBlasFault.check(status, "rocblas_set_workspace");
    }

    private void setStream(long stream) throws Throwable {
        int status = (int) library.setStream().invokeExact(handle, stream);
        RocBlasFault.check(status, "rocblas_set_stream");
    }

    /** Until {@link #afterCapture} the handle is the calling thread's, which captures a stream. */
    @Override
    public void beforeCapture(Handle stream) {
        lock.lock();
        try {
            setStream(stream.address());
            captured = stream.address();
        } catch (Throwable e) {
            lock.unlock();
            throw Downcalls.unexpected(e);
        }
    }

    /** Gives the handle back. */
    @Override
    public void afterCapture() {
        try {
            captured = NO_STREAM;
            setStream(NO_STREAM);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        } finally {
            lock.unlock();
        }
    }

    /** The library's matrices go column by column, so what Octavo has row by row is transposed there: {@code D[n, m] = W^T[n, k] * a[k, m] + C[n, m]}. */
    @Override
    public void multiply(DType type, DType output, ProductOperands p, Handle stream) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("this rocBLAS handle is closed");
            }
            setWorkspace(p.workspace());
            if (captured == stream.address()) {
                enqueue(RocBlasType.of(type), RocBlasType.of(output), p);
                return;
            }
            setStream(stream.address());
            try {
                enqueue(RocBlasType.of(type), RocBlasType.of(output), p);
            } finally {
                setStream(NO_STREAM);
            }
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(int type, int output, ProductOperands p) throws Throwable {
        // Without something to add, C is D, which is not read.
        long added = p.isAdded() ? p.added() : p.out();
        long addedStride = p.isAdded() ? p.addedStride() : p.outStride();
        MemorySegment beta = p.isAdded() ? one : zero;
        int status = (int) library.multiply()
                .invokeExact(
                        handle,
                        TRANSPOSED,
                        NOT_TRANSPOSED,
                        p.n(),
                        p.m(),
                        p.k(),
                        one,
                        p.weights(),
                        type,
                        p.k(),
                        p.a(),
                        type,
                        Math.toIntExact(p.aStride()),
                        beta,
                        added,
                        output,
                        Math.toIntExact(addedStride),
                        p.out(),
                        output,
                        Math.toIntExact(p.outStride()),
                        RocBlasType.FLOAT,
                        STANDARD,
                        NO_SOLUTION,
                        NO_FLAGS);
        RocBlasFault.check(
                status,
                "rocblas_gemm_ex for types " + type + " and " + output + ", " + p.m() + " rows of " + p.k() + " by "
                        + p.n());
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                int ignored = (int) library.destroy().invokeExact(handle);
                arena.close();
            }
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        } finally {
            lock.unlock();
        }
    }
}
