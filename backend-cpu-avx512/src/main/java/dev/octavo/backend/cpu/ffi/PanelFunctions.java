package dev.octavo.backend.cpu.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.tensor.BlockType;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Products of activations in 8 bits with quantised weights of one format in panels, see {@code native/panels.h}. Safe for use by any number of threads; nobody checks that rows lie inside segments. */
public final class PanelFunctions {

    /** Weight rows of a panel. */
    public static final int COLUMNS = 16;

    /** Rows of activations that a matrix unit takes at a time; others take a slower way. */
    public static final int TILE_ROWS = 16;

    /** Numbers that share a scale in a row of activations. */
    public static final int RUN = 32;

    private static final int LINE = 64;

    private final int groups;
    private final int zero;
    private final MethodHandle panelBytes;
    private final MethodHandle pack;
    private final MethodHandle multiply;
    private final MethodHandle quantise;
    private final Tiles tiles;

    private PanelFunctions(SymbolLookup library, BlockType format, InstructionSet set, Tiles tiles) {
        this.tiles = tiles;
        String name = "octavo_" + format.name().toLowerCase(Locale.ROOT);
        groups = constant(library, set.name(name + "_groups"));
        zero = constant(library, set.name(name + "_zero"));
        panelBytes = function(library, set.name(name + "_panel_bytes"), FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
        pack = Downcalls.procedure(library, set.name(name + "_pack"), "p lll l p ll");
        multiply = Downcalls.procedure(library, set.name(name + "_multiply"), "p ll l p ll ll p ll pl i");
        quantise = Downcalls.procedure(library, set.vectors().name("octavo_quantise_row"), "p l l p l ii");
    }

    /** The functions of all formats. */
    static Map<BlockType, PanelFunctions> of(SymbolLookup library, InstructionSet set, Tiles tiles) {
        Map<BlockType, PanelFunctions> all = new EnumMap<>(BlockType.class);
        for (BlockType format : BlockType.values()) {
            all.put(format, new PanelFunctions(library, format, set, tiles));
        }
        return all;
    }

    @SuppressWarnings("restricted") // The signatures are those of native/panel_format.h.
    private static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor signature) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), signature);
    }

    private static int constant(SymbolLookup library, String name) {
        try {
            return (int)
                    function(library, name, FunctionDescriptor.of(JAVA_INT)).invokeExact();
        } catch (Throwable e) {
            throw Downcalls.failure(e);
        }
    }

    /** Whether many rows are multiplied by a matrix unit. */
    public boolean inTiles() {
        return tiles != Tiles.NONE;
    }

    /** Bytes of a panel of rows of k weights; a multiple of 64. */
    public long panelBytes(int k) {
        try {
            return (long) panelBytes.invokeExact((long) k);
        } catch (Throwable e) {
            throw Downcalls.failure(e);
        }
    }

    /** Bytes of a row of k activations; a multiple of 64. */
    public long rowBytes(int k) {
        long runs = k / RUN;
        return lines(k) + lines(4 * runs) + lines(4 * runs * groups);
    }

    /** Scratch that {@link #multiply} needs. */
    public long scratchBytes(int k) {
        long runs = k / RUN;
        return 2 * runs * LINE * (PanelFunctions.RUN / 4 + 2L * groups);
    }

    private static long lines(long bytes) {
        return (bytes + LINE - 1) / LINE * LINE;
    }

    /**
     * Puts {@code n} rows of a file into the columns of a panel from {@code column} on. The panel was zero; other threads may fill its other columns before and after, not meanwhile.
     */
    public void pack(
            MemorySegment rows, long ro, long rowBytes, long n, long k, MemorySegment panel, long po, long column) {
        try {
            pack.invokeExact(rows, ro, rowBytes, n, k, panel, po, column);
        } catch (Throwable e) {
            throw Downcalls.failure(e);
        }
    }

    /** Makes a row of activations out of k numbers in f32. */
    public void quantise(MemorySegment row, long ro, long k, MemorySegment to, long target) {
        try {
            quantise.invokeExact(row, ro, k, to, target, groups, zero);
        } catch (Throwable e) {
            throw Downcalls.failure(e);
        }
    }

    /**
     * {@code out[m][n] = a[m][k] * w[n][k]^T}; offsets and strides in bytes.
     *
     * @param w panels, from {@code wo} on, {@code ws} apart, as many as n columns need
     * @param a rows of activations, from {@code ao} on m, {@code as} apart
     * @param out f32 sums, from {@code oo} on m rows, {@code os} apart
     * @param scratch memory of the calling thread, from {@code so} on {@link #scratchBytes}
     */
    public void multiply(
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
            long os,
            MemorySegment scratch,
            long so) {
        try {
            multiply.invokeExact(w, wo, ws, n, a, ao, as, m, k, out, oo, os, scratch, so, tiles.code());
        } catch (Throwable e) {
            throw Downcalls.failure(e);
        }
    }
}
