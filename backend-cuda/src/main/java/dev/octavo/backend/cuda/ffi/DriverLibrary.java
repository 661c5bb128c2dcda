package dev.octavo.backend.cuda.ffi;

import dev.octavo.gpu.ffi.Libraries;
import dev.octavo.gpu.ffi.NativeCommands;
import dev.octavo.gpu.stream.DeviceCommands;
import java.lang.foreign.SymbolLookup;
import java.util.List;

/** NVIDIA's driver library, loaded once and never unloaded: the driver does not support that. */
public final class DriverLibrary {

    private static final List<String> NAMES = List.of("libcuda.so.1", "nvcuda.dll");

    private final SymbolLookup symbols;

    private DriverLibrary(SymbolLookup symbols) {
        this.symbols = symbols;
    }

    /**
     * Loads the library.
     *
     * @param explicit a file to load instead of what the system's loader finds; empty for that
     * @throws IllegalArgumentException with the loader's message if there is none
     */
    public static DriverLibrary load(String explicit) {
        return new DriverLibrary(Libraries.first(explicit.isEmpty() ? NAMES : List.of(explicit)));
    }

    /**
     * The data plane.
     *
     * @throws java.util.NoSuchElementException if the driver is so old that it lacks a function
     */
    public DeviceCommands commands() {
        return new NativeCommands(DriverFunctions.of(symbols), new DriverStatuses());
    }
}
