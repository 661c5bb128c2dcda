package dev.octavo.backend.cuda.ffi;

import dev.octavo.gpu.ffi.Libraries;
import dev.octavo.gpu.stream.ProductLibrary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** NVIDIA's library for products of dense matrices (cuBLASLt), and where it may lie. */
public final class CublasLtSearch {

    private static final List<String> NAMES = List.of("libcublasLt.so.13", "libcublasLt.so.12");
    private static final Path TOOLKIT = Path.of("/usr/local/cuda/lib64");

    private CublasLtSearch() {}

    /**
     * Finds cuBLASLt. Never throws: its absence is a value.
     *
     * @param explicit a file, empty for the usual places, {@code none} for no library
     */
    public static ProductLibrary load(String explicit) {
        return explicit.equals("none") ? missing("cuBLASLt is switched off") : find(explicit);
    }

    private static ProductLibrary missing(String reason) {
        return new ProductLibrary.Missing(CublasLt.ID, reason);
    }

    private static ProductLibrary find(String explicit) {
        List<String> candidates = explicit.isEmpty() ? usual() : List.of(explicit);
        try {
            return CublasLt.of(Libraries.first(candidates));
        } catch (IllegalArgumentException | NoSuchElementException | LinkageError e) {
            return missing("cuBLASLt cannot be used (" + e.getMessage()
                    + "); install CUDA's libcublas, or name it with -Doctavo.cuda.cublaslt=/path/to/libcublasLt.so.13");
        }
    }

    private static List<String> usual() {
        List<String> places = new ArrayList<>(NAMES);
        NAMES.forEach(name -> places.add(TOOLKIT.resolve(name).toString()));
        return places;
    }
}
