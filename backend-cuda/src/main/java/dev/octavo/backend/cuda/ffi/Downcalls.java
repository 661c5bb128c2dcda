package dev.octavo.backend.cuda.ffi;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;

/** Links functions that return a status. */
final class Downcalls {

    private Downcalls() {}

    /** @throws NoSuchElementException if the library lacks the function */
    @SuppressWarnings("restricted")
    static MethodHandle status(SymbolLookup symbols, String name, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(
                        symbols.find(name)
                                .orElseThrow(() -> new NoSuchElementException("the library has no function " + name)),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    /** A native call raised something, which only a defect here can cause. */
    static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
}
