package dev.octavo.backend.cpu.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.spi.InternalException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Products of bf16 weights and activations in tiles, see {@code native/tiles_bf16.c}. Safe for use by any number of threads; nobody checks that rows lie inside segments. */
public final class MatrixUnit {

    /** Rows of activations of a group, at most. */
    public static final int GROUP = 16;

    /** Weight rows that are multiplied at a time. */
    public static final int COLUMNS = 32;

    /** Numbers of a row that are added at a time; shorter rows are padded with zeros. */
    public static final int STEP = 32;

    private static final int PAIR_BYTES = 4;

    /** A piece of weights in scratch memory, and the sums of two groups. */
    private static final long PIECE_BYTES = 16 << 10;

    private static final long SUMS_BYTES = 4 << 10;

    private final MethodHandle pairRows;
    private final MethodHandle multiply;

    private MatrixUnit(MethodHandle pairRows, MethodHandle multiply) {
        this.pairRows = pairRows;
        this.multiply = multiply;
    }

    static MatrixUnit of(SymbolLookup library, Tiles tiles) {
        return new MatrixUnit(
                function(library, "octavo_pair_rows", "pllllpll"),
                function(library, tiles.name("octavo_dots_bf16_tiles"), "plllplllllpllpl"));
    }

    @SuppressWarnings("restricted") // The signatures are those of native/pair_rows.c and native/tiles_bf16.c.
    private static MethodHandle function(SymbolLookup library, String name, String signature) {
        MemoryLayout[] types = signature
                .chars()
                .mapToObj(type -> type == 'p' ? ADDRESS : JAVA_LONG)
                .toArray(MemoryLayout[]::new);
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), FunctionDescriptor.ofVoid(types));
    }

    /** Bytes of a row of k activations in a group. */
    public static long rowBytes(int k) {
        return 2L * STEP * Math.ceilDiv(k, STEP);
    }

    /** Scratch that {@link #multiply} needs for so many rows of activations. */
    public static long scratchBytes(int rows) {
        return PIECE_BYTES + SUMS_BYTES * Math.ceilDiv(rows, 2 * GROUP);
    }

    /**
     * Makes a group of {@code group} rows of activations out of n rows, {@code stride} bytes apart; those that are missing are zero.
     */
    public void pairRows(
            MemorySegment rows, long from, long stride, long n, long k, MemorySegment to, long target, int group) {
        try {
            pairRows.invokeExact(rows, from, stride, n, k, to, target, (long) group);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code out[m][n] = a[m][k] * w[n][k]^T}; offsets and strides in bytes.
     *
     * @param w weights, from {@code wo} on n rows, {@code ws} apart
     * @param a groups of {@code group} rows of activations, from {@code ao} on, {@code as} apart
     * @param m rows of activations; the last group may have fewer than the others
     * @param out f32 sums, from {@code oo} on m rows, {@code os} apart
     * @param scratch memory of the calling thread, from {@code so} on, a multiple of 64, {@link #scratchBytes}
     */
    public void multiply(
            MemorySegment w,
            long wo,
            long ws,
            long n,
            MemorySegment a,
            long ao,
            int group,
            long as,
            long m,
            long k,
            MemorySegment out,
            long oo,
            long os,
            MemorySegment scratch,
            long so) {
        try {
            multiply.invokeExact(w, wo, ws, n, a, ao, (long) PAIR_BYTES * group, as, m, k, out, oo, os, scratch, so);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException known
                ? known
                : new InternalException("a native function cannot throw a checked exception", e);
    }
}
