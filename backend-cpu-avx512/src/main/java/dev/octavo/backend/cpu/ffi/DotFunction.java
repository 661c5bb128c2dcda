package dev.octavo.backend.cpu.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.spi.InternalException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Dot products of rows of activations with rows of weights, see {@code native/dots.h}. Safe for use by any number of threads. */
public final class DotFunction {

    private static final FunctionDescriptor SIGNATURE = FunctionDescriptor.ofVoid(
            ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS,
            JAVA_LONG, JAVA_LONG);

    private final MethodHandle handle;

    private DotFunction(MethodHandle handle) {
        this.handle = handle;
    }

    @SuppressWarnings("restricted") // The signature is that of native/dots.h.
    static DotFunction of(SymbolLookup library, String name) {
        return new DotFunction(Linker.nativeLinker().downcallHandle(library.findOrThrow(name), SIGNATURE));
    }

    /**
     * {@code out[m][n] = a[m][k] * w[n][k]^T}; offsets and strides in bytes. The segments stay alive during the call, but nobody checks that the rows lie inside them.
     *
     * @param w weights, from {@code wo} on n rows, {@code ws} apart
     * @param a activations, from {@code ao} on m rows, {@code as} apart
     * @param out f32 sums, from {@code oo} on m rows, {@code os} apart
     */
    public void run(
            MemorySegment w,
            long wo,
            long ws,
            long n,
            MemorySegment a,
            long ao,
            long as,
            long m,
            long k,
            MemorySegment out,
            long oo,
            long os) {
        try {
            handle.invokeExact(w, wo, ws, n, a, ao, as, m, k, out, oo, os);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new InternalException("a native function cannot throw a checked exception", e);
        }
    }
}
