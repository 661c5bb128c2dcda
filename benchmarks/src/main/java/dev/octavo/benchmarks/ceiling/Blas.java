package dev.octavo.benchmarks.ceiling;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;

/** A product of f32 matrices by a BLAS library, which multiplies as a linear layer does: {@code out[m, n] = a[m, k] * w[n, k]^T}. */
final class Blas {

    private static final int ROW_MAJOR = 101;
    private static final int AS_IT_IS = 111;
    private static final int TRANSPOSED = 112;

    private final MethodHandle sgemm;
    private final int m;
    private final int n;
    private final int k;
    private final MemorySegment a;
    private final MemorySegment w;
    private final MemorySegment out;

    /** @param file the library; OpenBLAS under its own names, or under those that SciPy's build gives it */
    @SuppressWarnings("restricted") // Its functions are called with the signatures of cblas.h.
    Blas(Path file, int threads, Arena arena, int m, int n, int k) {
        SymbolLookup library = SymbolLookup.libraryLookup(file, arena);
        this.m = m;
        this.n = n;
        this.k = k;
        boolean wide = library.find("scipy_cblas_sgemm64_").isPresent();
        MemoryLayout size = wide ? JAVA_LONG : JAVA_INT;
        sgemm = Linker.nativeLinker()
                .downcallHandle(
                        find(library, "cblas_sgemm", "scipy_cblas_sgemm64_"),
                        signature(
                                JAVA_INT,
                                JAVA_INT,
                                JAVA_INT,
                                size,
                                size,
                                size,
                                JAVA_FLOAT,
                                ADDRESS,
                                size,
                                ADDRESS,
                                size,
                                JAVA_FLOAT,
                                ADDRESS,
                                size));
        MethodHandle setThreads = Linker.nativeLinker()
                .downcallHandle(
                        find(library, "openblas_set_num_threads", "scipy_openblas_set_num_threads64_"),
                        signature(JAVA_INT));
        call(setThreads, List.of(threads));
        a = numbers(arena, (long) m * k);
        w = numbers(arena, (long) n * k);
        out = numbers(arena, (long) m * n);
    }

    private static FunctionDescriptor signature(MemoryLayout... arguments) {
        return FunctionDescriptor.ofVoid(arguments);
    }

    private static MemorySegment find(SymbolLookup library, String name, String other) {
        return library.find(name)
                .or(() -> library.find(other))
                .orElseThrow(() -> new NoSuchElementException("the library has neither " + name + " nor " + other));
    }

    private static MemorySegment numbers(Arena arena, long count) {
        MemorySegment segment = arena.allocate(Float.BYTES * count, 64);
        for (long i = 0; i < count; i++) {
            segment.setAtIndex(JAVA_FLOAT, i, 1f + (int) (i % 7));
        }
        return segment;
    }

    /** One product. */
    void run() {
        List<Object> arguments = new ArrayList<>();
        Collections.addAll(arguments, ROW_MAJOR, AS_IT_IS, TRANSPOSED, size(m), size(n), size(k), 1.0f);
        Collections.addAll(arguments, a, size(k), w, size(k), 0.0f, out, size(n));
        call(sgemm, arguments);
    }

    private Object size(int value) {
        return sgemm.type().parameterType(3) == long.class ? (Object) (long) value : (Object) value;
    }

    private static void call(MethodHandle function, List<Object> arguments) {
        try {
            function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("the BLAS library cannot be called", e);
        }
    }
}
