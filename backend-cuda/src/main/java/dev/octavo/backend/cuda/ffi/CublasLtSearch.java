package dev.octavo.backend.cuda.ffi;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** Where cuBLASLt may lie. */
final class CublasLtSearch {

    private static final List<String> NAMES = List.of("libcublasLt.so.13", "libcublasLt.so.12");
    private static final Path TOOLKIT = Path.of("/usr/local/cuda/lib64");

    private CublasLtSearch() {}

    static ProductLibrary find(String explicit) {
        List<String> candidates = explicit.isEmpty() ? usual() : List.of(explicit);
        try {
            return CublasLt.of(Libraries.first(candidates, Arena.global()));
        } catch (IllegalArgumentException | NoSuchElementException | LinkageError e) {
            return new ProductLibrary.Missing("cuBLASLt cannot be used (" + e.getMessage()
                    + "); install CUDA's libcublas, or name it with -Doctavo.cuda.cublaslt=/path/to/libcublasLt.so.13");
        }
    }

    private static List<String> usual() {
        List<String> places = new ArrayList<>(NAMES);
        NAMES.forEach(name -> places.add(TOOLKIT.resolve(name).toString()));
        return places;
    }
}
