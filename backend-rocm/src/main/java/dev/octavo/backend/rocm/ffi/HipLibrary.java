package dev.octavo.backend.rocm.ffi;

import dev.octavo.gpu.code.KernelCompiler;
import dev.octavo.gpu.ffi.Libraries;
import dev.octavo.gpu.ffi.NativeCommands;
import dev.octavo.gpu.stream.DeviceCommands;
import java.lang.foreign.SymbolLookup;
import java.util.List;

/** AMD's HIP library, loaded once and never unloaded. */
public final class HipLibrary {

    /** ROCm's own packages put it where the system's loader need not look. */
    private static final List<String> NAMES = List.of(
            "libamdhip64.so.7",
            "libamdhip64.so.6",
            "libamdhip64.so.5",
            "libamdhip64.so",
            "/opt/rocm/lib/libamdhip64.so");

    private final HipErrors errors;
    private final HipDevices devices;
    private final HipControl control;
    private final DeviceCommands commands;
    private final SymbolLookup symbols;

    private HipLibrary(SymbolLookup symbols) {
        this.symbols = symbols;
        errors = new HipErrors(symbols);
        devices = new HipDevices(symbols, errors);
        control = new HipControl(symbols, errors);
        commands = new NativeCommands(HipFunctions.of(symbols), errors);
    }

    /**
     * Loads the library.
     *
     * @param explicit a file to load instead of what is found in the usual places; empty for that
     * @throws IllegalArgumentException with the loader's message if there is none
     * @throws java.util.NoSuchElementException if it is so old, or something else, that it lacks a function
     */
    public static HipLibrary load(String explicit) {
        return new HipLibrary(Libraries.first(explicit.isEmpty() ? NAMES : List.of(explicit)));
    }

    /** The names of its errors. */
    public HipErrors errors() {
        return errors;
    }

    /** What it says of devices. */
    public HipDevices devices() {
        return devices;
    }

    /** The control plane. */
    public HipControl control() {
        return control;
    }

    /** The data plane. */
    public DeviceCommands commands() {
        return commands;
    }

    /**
     * HIPRTC of the same version, or why there is none.
     *
     * @param explicit a file to use, empty for the usual places, {@code none} for no compiler
     * @param version what {@link HipDevices#version} says
     */
    public KernelCompiler compiler(String explicit, int version) {
        return explicit.equals("none")
                ? new KernelCompiler.Missing("HIPRTC is switched off")
                : HiprtcSearch.find(explicit, HipVersion.major(version), symbols);
    }
}
