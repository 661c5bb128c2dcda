package dev.octavo.backend.cpu.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Operators on rows of f32 numbers, see {@code native/rows.c}; offsets and strides in bytes. Safe for use by any number of threads; nobody checks that rows lie inside segments.
 */
public final class RowFunctions {

    private final MethodHandle add;
    private final MethodHandle gate;
    private final MethodHandle rmsNorm;
    private final MethodHandle rotate;

    RowFunctions(SymbolLookup library, InstructionSet set) {
        add = Downcalls.procedure(library, set.name("octavo_rows_add"), "pll pll pll ll");
        gate = Downcalls.procedure(library, set.name("octavo_rows_gate"), "plll pll ll i");
        rmsNorm = Downcalls.procedure(library, set.name("octavo_rows_rms_norm"), "pll pl pll ll d");
        rotate = Downcalls.procedure(library, set.name("octavo_rows_rotate"), "pll ll pl pl");
    }

    /** {@code out = a + b}; {@code out} may be {@code a} or {@code b}. */
    public void add(
            MemorySegment a,
            long ao,
            long as,
            MemorySegment b,
            long bo,
            long bs,
            MemorySegment out,
            long oo,
            long os,
            long rows,
            long columns) {
        try {
            add.invokeExact(a, ao, as, b, bo, bs, out, oo, os, rows, columns);
        } catch (Throwable e) {
            throw Downcalls.failure(e);
        }
    }

    /**
     * {@code out = f(gate) * value}.
     *
     * @param from holds gates, from byte {@code gate} on, and values, from byte {@code value} on, both {@code stride} apart
     * @param tanh whether f is GELU's approximation by tanh; otherwise SiLU
     */
    public void gate(
            MemorySegment from,
            long gate,
            long value,
            long stride,
            MemorySegment out,
            long oo,
            long os,
            long rows,
            long columns,
            boolean tanh) {
        try {
            this.gate.invokeExact(from, gate, value, stride, out, oo, os, rows, columns, tanh ? 1 : 0);
        } catch (Throwable e) {
            throw Downcalls.failure(e);
        }
    }

    /** {@code out = x / sqrt(mean(x^2) + epsilon) * weight}; {@code out} may be {@code x}. */
    public void rmsNorm(
            MemorySegment x,
            long xo,
            long xs,
            MemorySegment weight,
            long wo,
            MemorySegment out,
            long oo,
            long os,
            long rows,
            long width,
            double epsilon) {
        try {
            rmsNorm.invokeExact(x, xo, xs, weight, wo, out, oo, os, rows, width, epsilon);
        } catch (Throwable e) {
            throw Downcalls.failure(e);
        }
    }

    /** Rotates rows in place; number i of the first {@code half} is a pair with number i of the second one. */
    public void rotate(
            MemorySegment x,
            long xo,
            long xs,
            long rows,
            long half,
            MemorySegment cos,
            long co,
            MemorySegment sin,
            long so) {
        try {
            rotate.invokeExact(x, xo, xs, rows, half, cos, co, sin, so);
        } catch (Throwable e) {
            throw Downcalls.failure(e);
        }
    }
}
