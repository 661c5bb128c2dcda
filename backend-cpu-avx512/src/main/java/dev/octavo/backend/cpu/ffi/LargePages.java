package dev.octavo.backend.cpu.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.spi.InternalException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Memory in large pages where the system has them, see {@code native/memory.c}. */
public final class LargePages {

    /** Bytes of a page, and what segments are aligned to. */
    public static final long SIZE = 2L << 20;

    private final MethodHandle map;
    private final MethodHandle unmap;

    @SuppressWarnings("restricted") // The signatures are those of native/memory.c.
    LargePages(SymbolLookup library) {
        Linker linker = Linker.nativeLinker();
        map = linker.downcallHandle(library.findOrThrow("octavo_map"), FunctionDescriptor.of(ADDRESS, JAVA_LONG));
        unmap = linker.downcallHandle(
                library.findOrThrow("octavo_unmap"), FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
    }

    /** Zeroed memory that is freed with the arena; empty if there is not enough. */
    @SuppressWarnings("restricted") // So many bytes were mapped.
    public Optional<MemorySegment> allocate(long bytes, Arena arena) {
        long whole = (bytes + SIZE - 1) / SIZE * SIZE;
        MemorySegment start = map(whole);
        if (start.address() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                start.reinterpret(whole, arena, memory -> unmap(memory, whole)).asSlice(0, bytes));
    }

    private MemorySegment map(long bytes) {
        try {
            return (MemorySegment) map.invokeExact(bytes);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new InternalException("a native function cannot throw a checked exception", e);
        }
    }

    private void unmap(MemorySegment memory, long bytes) {
        try {
            unmap.invokeExact(memory, bytes);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new InternalException("a native function cannot throw a checked exception", e);
        }
    }
}
