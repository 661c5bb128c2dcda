package dev.octavo.backend.cuda.ffi;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** Where NVRTC may lie. */
final class NvrtcSearch {

    private static final List<String> NAMES = List.of("libnvrtc.so.13", "libnvrtc.so.12");
    private static final Path TOOLKIT = Path.of("/usr/local/cuda/lib64");

    private NvrtcSearch() {}

    static Compiler find(String explicit) {
        List<String> candidates = explicit.isEmpty() ? usual() : List.of(explicit);
        try {
            for (String candidate : candidates) {
                if (candidate.contains("/")) {
                    loadBuiltins(Path.of(candidate).resolveSibling("."));
                }
            }
            SymbolLookup library = Libraries.first(candidates, Arena.global());
            return Nvrtc.of(library);
        } catch (IllegalArgumentException | NoSuchElementException | LinkageError e) {
            return new Compiler.Missing("NVRTC, which could compile it, is not there (" + e.getMessage()
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
                Libraries.first(List.of(file.toString()), Arena.global());
            }
        } catch (IOException | IllegalArgumentException e) {
            // Then it is found in another way, or compiling says that it is missing.
        }
    }
}
