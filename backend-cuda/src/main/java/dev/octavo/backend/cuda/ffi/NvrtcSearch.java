package dev.octavo.backend.cuda.ffi;

import dev.octavo.gpu.code.KernelCompiler;
import dev.octavo.gpu.ffi.Libraries;
import dev.octavo.gpu.ffi.RuntimeCompiler;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** NVIDIA's compiler at run time (NVRTC), and where it may lie. */
public final class NvrtcSearch {

    private static final List<String> NAMES = List.of("libnvrtc.so.13", "libnvrtc.so.12");
    private static final Path TOOLKIT = Path.of("/usr/local/cuda/lib64");

    private NvrtcSearch() {}

    /**
     * Finds NVRTC. Never throws: its absence is a value.
     *
     * @param explicit a file, empty for the usual places, {@code none} for no compiler
     */
    public static KernelCompiler load(String explicit) {
        return explicit.equals("none") ? new KernelCompiler.Missing("NVRTC is switched off") : find(explicit);
    }

    private static KernelCompiler find(String explicit) {
        List<String> candidates = explicit.isEmpty() ? usual() : List.of(explicit);
        try {
            for (String candidate : candidates) {
                if (candidate.contains("/")) {
                    loadBuiltins(Path.of(candidate).resolveSibling("."));
                }
            }
            return RuntimeCompiler.of(Libraries.first(candidates), "nvrtc", "GetCUBIN");
        } catch (IllegalArgumentException | NoSuchElementException | LinkageError e) {
            return new KernelCompiler.Missing("NVRTC, which could compile it, is not there (" + e.getMessage()
                    + "); install CUDA's libnvrtc, or name it with -Doctavo.cuda.nvrtc=/path/to/libnvrtc.so.13");
        }
    }

    private static List<String> usual() {
        List<String> places = new ArrayList<>(NAMES);
        NAMES.forEach(name -> places.add(TOOLKIT.resolve(name).toString()));
        return places;
    }

    /** NVRTC opens a second library by name only, and does not find it beside itself. */
    private static void loadBuiltins(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "libnvrtc-builtins.so.*")) {
            for (Path file : files) {
                Libraries.first(List.of(file.toString()));
            }
        } catch (IOException | IllegalArgumentException e) {
            // Then it is found in another way, or compiling says that it is missing.
        }
    }
}
