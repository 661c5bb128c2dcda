package dev.octavo.backend.rocm.ffi;

import dev.octavo.gpu.ffi.Libraries;
import dev.octavo.gpu.stream.ProductLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** AMD's library for products of dense matrices (rocBLAS): where it may lie, and whether it has kernels for a processor. */
public final class RocBlasSearch {

    private static final List<String> NAMES =
            List.of("librocblas.so.5", "librocblas.so.4", "librocblas.so.3", "librocblas.so.0", "librocblas.so");
    private static final String ROCM = "/opt/rocm/lib/";
    private static final Path MAPS = Path.of("/proc/self/maps");

    /** Below the library's folder: rocblas, of Debian's a version, library, of newer ones a folder for each processor. */
    private static final int DEPTH = 4;

    private static final int MOST_FILES = 100_000;

    private RocBlasSearch() {}

    /**
     * Finds rocBLAS. Never throws: its absence is a value.
     *
     * @param explicit a file, empty for the usual places, {@code none} for no library
     * @param kernels folder with its kernels, empty for those that lie beside it
     * @param processor of the device, for example gfx90a; rocBLAS ends the process for those that it has no kernels for, so it is asked for products of others only
     */
    public static ProductLibrary load(String explicit, String kernels, String processor) {
        return explicit.equals("none") ? missing("rocBLAS is switched off") : find(explicit, kernels, processor);
    }

    private static ProductLibrary missing(String reason) {
        return new ProductLibrary.Missing(RocBlas.ID, reason);
    }

    private static ProductLibrary find(String explicit, String kernels, String processor) {
        try {
            SymbolLookup symbols = Libraries.first(explicit.isEmpty() ? usual() : List.of(explicit));
            RocBlas library = RocBlas.of(symbols);
            Path folder = kernels.isEmpty() ? folder(explicit) : Path.of(kernels);
            return hasKernels(folder, processor)
                    ? library
                    : missing(library.version() + " has no kernels for " + processor + " in " + folder
                            + "; install them, or name their folder with ROCBLAS_TENSILE_LIBPATH");
        } catch (IllegalArgumentException
                | NoSuchElementException
                | LinkageError
                | IOException
                | UncheckedIOException e) {
            return missing("rocBLAS cannot be used (" + e.getMessage()
                    + "); install ROCm's rocblas, or name it with -Doctavo.rocm.rocblas=/path/to/librocblas.so");
        }
    }

    private static List<String> usual() {
        return Stream.concat(NAMES.stream(), Stream.of(ROCM + "librocblas.so")).toList();
    }

    /** The folder beside the file that was loaded, where rocBLAS looks for its kernels itself. */
    private static Path folder(String explicit) throws IOException {
        Path file = explicit.contains("/") ? Path.of(explicit) : loaded();
        Path parent = file.toRealPath().getParent();
        return (parent == null ? file : parent).resolve("rocblas");
    }

    private static Path loaded() throws IOException {
        try (Stream<String> lines = Files.lines(MAPS)) {
            return lines.filter(line -> line.contains("/librocblas.so"))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchElementException("it is not in " + MAPS));
        }
    }

    /** Whether a file is for the processor, whatever the version of rocBLAS calls it: its kernels, an index of them, or a folder. */
    static boolean hasKernels(Path folder, String processor) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        Pattern name = Pattern.compile("(^|.*[^0-9a-z])" + Pattern.quote(processor) + "($|[^0-9a-z].*)");
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.limit(MOST_FILES)
                    .filter(Files::isRegularFile)
                    .map(file -> Optional.ofNullable(file.getFileName()).map(Path::toString))
                    .anyMatch(
                            file -> file.isPresent() && name.matcher(file.get()).matches());
        }
    }
}
