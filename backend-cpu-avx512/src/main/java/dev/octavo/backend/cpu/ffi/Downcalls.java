package dev.octavo.backend.cpu.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.spi.InternalException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Handles of functions of the library. */
final class Downcalls {

    private Downcalls() {}

    /**
     * A function that returns nothing.
     *
     * @param types of its arguments: p address, l 64-bit and i 32-bit integer, d double; blanks are for the eye
     */
    @SuppressWarnings("restricted") // Callers write the types of the function in native/.
    static MethodHandle procedure(SymbolLookup library, String name, String types) {
        FunctionDescriptor signature = FunctionDescriptor.ofVoid(types.chars()
                .filter(type -> type != ' ')
                .mapToObj(Downcalls::layout)
                .toArray(MemoryLayout[]::new));
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), signature);
    }

    private static MemoryLayout layout(int type) {
        return switch (type) {
            case 'p' -> ADDRESS;
            case 'l' -> JAVA_LONG;
            case 'i' -> JAVA_INT;
            case 'd' -> JAVA_DOUBLE;
            default -> throw new IllegalArgumentException("no type " + (char) type);
        };
    }

    /** What a call has thrown, to be thrown on; functions in C throw nothing, but their arguments may be closed segments. */
    static RuntimeException failure(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException known
                ? known
                : new InternalException("a native function cannot throw a checked exception", e);
    }
}
