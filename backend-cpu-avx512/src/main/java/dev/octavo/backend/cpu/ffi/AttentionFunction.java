package dev.octavo.backend.cpu.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.spi.InternalException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Attention of a few rows over the keys of one sequence, see {@code native/attention.h}. Safe for use by any number of threads. */
public final class AttentionFunction {

    private static final FunctionDescriptor SIGNATURE = FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);

    private final MethodHandle handle;

    private AttentionFunction(MethodHandle handle) {
        this.handle = handle;
    }

    @SuppressWarnings("restricted") // The signature is that of native/attention.h.
    static AttentionFunction of(SymbolLookup library, String name) {
        return new AttentionFunction(Linker.nativeLinker().downcallHandle(library.findOrThrow(name), SIGNATURE));
    }

    /**
     * Computes what {@code scratch} begins with. The segments stay alive during the call, but nobody checks that what is asked for lies inside them, except the blocks' numbers.
     *
     * @param cache the memory of the cache
     * @param tables the memory that the block table lies in
     * @param scratch {@code struct attention} and the room that it speaks of
     * @return 0, or 1 + the column of the block table whose number is none of a block
     */
    public long run(MemorySegment cache, MemorySegment tables, MemorySegment scratch) {
        try {
            return (long) handle.invokeExact(cache, tables, scratch);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new InternalException("a native function cannot throw a checked exception", e);
        }
    }
}
