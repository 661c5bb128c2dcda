package dev.octavo.backend.cuda.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.gpu.ffi.Downcalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A product of one shape: the library's descriptions of it, and the algorithm that its heuristic chose. */
final class DenseProduct implements AutoCloseable {

    /** Rows of tensors may begin at any multiple of this. */
    static final int ALIGNMENT = 16;

    // Numbers of cublasLt.h, the same in 12 and 13.
    private static final int COMPUTE_FLOAT = 68;
    private static final int TRANSPOSE_A = 3;
    private static final int TRANSPOSED = 1;
    private static final int MAX_WORKSPACE = 1;
    private static final int REDUCTIONS = 3;

    /** Partial sums are added in the type of the sums, never in the output's. */
    private static final int IN_COMPUTE_TYPE = 2;

    private static final int FIRST_ALIGNMENT = 5;
    private static final int ALIGNMENTS = 4;

    // cublasLtMatmulHeuristicResult_t: 64 bytes of algorithm, the workspace's size, a status, a float, 4 reserved ints.
    private static final long RESULT_BYTES = 96;
    private static final long ALGORITHM_BYTES = 64;

    final MemorySegment description;
    final MemorySegment weights;
    final MemorySegment a;
    final MemorySegment added;
    final MemorySegment out;
    final MemorySegment algorithm;
    private final CublasLt library;
    private final Arena arena = Arena.ofShared();

    DenseProduct(CublasLt library, MemorySegment handle, DenseShape shape, long workspaceBytes) {
        this.library = library;
        try {
            description = create(library.createProduct(), COMPUTE_FLOAT);
            set(library.setProduct(), description, TRANSPOSE_A, TRANSPOSED);
            weights = layout(shape.type(), shape.k(), shape.n(), shape.k());
            a = layout(shape.type(), shape.k(), shape.m(), shape.aStride());
            out = layout(shape.output(), shape.n(), shape.m(), shape.outStride());
            added = layout(
                    shape.output(), shape.n(), shape.m(), shape.added() ? shape.addedStride() : shape.outStride());
            algorithm = algorithm(handle, shape, workspaceBytes);
        } catch (Throwable e) {
            arena.close();
            throw Downcalls.unexpected(e);
        }
    }

    private MemorySegment create(MethodHandle create, int compute) throws Throwable {
        MemorySegment result = arena.allocate(ADDRESS);
        int status = (int) create.invokeExact(result, compute, DenseShape.FLOAT);
        CublasLtFault.check(status, "cublasLtMatmulDescCreate");
        return result.get(ADDRESS, 0);
    }

    private MemorySegment layout(int type, long rows, long columns, long step) throws Throwable {
        MemorySegment result = arena.allocate(ADDRESS);
        int status = (int) library.createLayout().invokeExact(result, type, rows, columns, step);
        CublasLtFault.check(status, "cublasLtMatrixLayoutCreate");
        return result.get(ADDRESS, 0);
    }

    private void set(MethodHandle set, MemorySegment of, int attribute, int value) throws Throwable {
        MemorySegment number = arena.allocateFrom(JAVA_INT, value);
        int status = (int) set.invokeExact(of, attribute, number, number.byteSize());
        CublasLtFault.check(status, "setting attribute " + attribute);
    }

    private MemorySegment algorithm(MemorySegment handle, DenseShape shape, long workspaceBytes) throws Throwable {
        MemorySegment pointer = arena.allocate(ADDRESS);
        int status = (int) library.createPreference().invokeExact(pointer);
        CublasLtFault.check(status, "cublasLtMatmulPreferenceCreate");
        MemorySegment preference = pointer.get(ADDRESS, 0);
        try {
            MemorySegment bytes = arena.allocateFrom(JAVA_LONG, workspaceBytes);
            status = (int) library.setPreference().invokeExact(preference, MAX_WORKSPACE, bytes, bytes.byteSize());
            CublasLtFault.check(status, "cublasLtMatmulPreferenceSetAttribute");
            set(library.setPreference(), preference, REDUCTIONS, IN_COMPUTE_TYPE);
            for (int i = 0; i < ALIGNMENTS; i++) {
                set(library.setPreference(), preference, FIRST_ALIGNMENT + i, ALIGNMENT);
            }
            MemorySegment results = arena.allocate(RESULT_BYTES, Long.BYTES);
            MemorySegment count = arena.allocate(JAVA_INT);
            status = (int) library.findAlgorithm()
                    .invokeExact(handle, description, weights, a, added, out, preference, 1, results, count);
            CublasLtFault.check(status, "cublasLtMatmulAlgoGetHeuristic for " + shape);
            if (count.get(JAVA_INT, 0) < 1) {
                CublasLtFault.check(15, "cublasLtMatmulAlgoGetHeuristic for " + shape);
            }
            return results.asSlice(0, ALGORITHM_BYTES);
        } finally {
            int ignored = (int) library.destroyPreference().invokeExact(preference);
        }
    }

    @Override
    public void close() {
        try {
            for (MemorySegment each : new MemorySegment[] {weights, a, added, out}) {
                int ignored = (int) library.destroyLayout().invokeExact(each);
            }
            int ignored = (int) library.destroyProduct().invokeExact(description);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        } finally {
            arena.close();
        }
    }
}
