package dev.octavo.backend.rocm.ffi;

import dev.octavo.gpu.code.KernelCompiler;
import dev.octavo.gpu.ffi.Libraries;
import dev.octavo.gpu.ffi.RuntimeCompiler;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** Where HIPRTC may lie. */
final class HiprtcSearch {

    private static final List<Integer> MAJORS = List.of(7, 6, 5);

    private HiprtcSearch() {}

    /**
     * Finds it. Never throws: its absence is a value.
     *
     * @param explicit a file; empty for the usual places
     * @param major of the HIP library; one of the same version is looked for first
     * @param hip the HIP library, which has HIPRTC in it in version 5
     */
    static KernelCompiler find(String explicit, int major, SymbolLookup hip) {
        try {
            if (explicit.isEmpty()
                    && major < 6
                    && hip.find("hiprtcCompileProgram").isPresent()) {
                return compiler(hip);
            }
            return compiler(Libraries.first(explicit.isEmpty() ? usual(major) : List.of(explicit)));
        } catch (IllegalArgumentException | NoSuchElementException | LinkageError e) {
            return new KernelCompiler.Missing("HIPRTC, which could compile it, is not there (" + e.getMessage()
                    + "); install ROCm's libhiprtc, or name it with -Doctavo.rocm.hiprtc=/path/to/libhiprtc.so");
        }
    }

    private static KernelCompiler compiler(SymbolLookup library) {
        return RuntimeCompiler.of(library, "hiprtc", "GetCode");
    }

    private static List<String> usual(int major) {
        List<String> places = new ArrayList<>();
        places.add("libhiprtc.so." + major);
        MAJORS.forEach(each -> places.add("libhiprtc.so." + each));
        places.add("libhiprtc.so");
        places.add("/opt/rocm/lib/libhiprtc.so");
        return places;
    }
}
