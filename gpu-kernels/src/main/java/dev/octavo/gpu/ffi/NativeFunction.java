package dev.octavo.gpu.ffi;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * A library's function that returns a status.
 *
 * @param name as the library has it, for messages
 */
public record NativeFunction(String name, MethodHandle handle) {

    /**
     * Links a function.
     *
     * @throws java.util.NoSuchElementException if the library lacks it
     */
    public static NativeFunction of(SymbolLookup library, String name, MemoryLayout... arguments) {
        return new NativeFunction(name, Downcalls.status(library, name, arguments));
    }

    /** The function with an argument that never changes. */
    public NativeFunction with(int index, Object argument) {
        return new NativeFunction(name, MethodHandles.insertArguments(handle, index, argument));
    }

    /** The function with an argument of another primitive type, which is cast as Java does. */
    public NativeFunction taking(int index, Class<?> type) {
        MethodType changed = handle.type().changeParameterType(index, type);
        return new NativeFunction(name, MethodHandles.explicitCastArguments(handle, changed));
    }
}
