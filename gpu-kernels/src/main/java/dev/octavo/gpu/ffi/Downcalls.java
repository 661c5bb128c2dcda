package dev.octavo.gpu.ffi;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;

/** Links functions of a library. */
public final class Downcalls {

    private Downcalls() {}

    /**
     * A function that returns a status.
     *
     * @throws NoSuchElementException if the library lacks the function
     */
    public static MethodHandle status(SymbolLookup symbols, String name, MemoryLayout... arguments) {
        return link(symbols, name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    /**
     * A function of a status that returns a C string.
     *
     * @throws NoSuchElementException if the library lacks the function
     */
    public static MethodHandle text(SymbolLookup symbols, String name) {
        return link(symbols, name, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(SymbolLookup symbols, String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker()
                .downcallHandle(
                        symbols.find(name)
                                .orElseThrow(() -> new NoSuchElementException("the library has no function " + name)),
                        descriptor);
    }

    /** A native call raised something, which only a defect here can cause. */
    public static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
}
