package dev.octavo.backend.opencl.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;

/** The loader of OpenCL drivers, found under the names that JOCL tries, so that both use the same one. */
public final class ClLibrary {

    private ClLibrary() {}

    /** The library, for the life of the process; empty where there is none. */
    public static Optional<SymbolLookup> open() {
        for (String name : List.of(
                System.mapLibraryName("OpenCL"),
                "libOpenCL.so.1",
                "/System/Library/Frameworks/OpenCL.framework/Versions/Current/OpenCL")) {
            Optional<SymbolLookup> library = open(name);
            if (library.isPresent()) {
                return library;
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("restricted") // Its functions are called with the signatures of CL/cl.h.
    private static Optional<SymbolLookup> open(String name) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Not under this name.
        }
    }
}
