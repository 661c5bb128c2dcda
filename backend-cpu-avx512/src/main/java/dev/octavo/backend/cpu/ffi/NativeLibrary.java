package dev.octavo.backend.cpu.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The library inside the jar, or why there is none.
 *
 * @param vectors what it has for this processor's vectors
 * @param matrices the same and its matrix unit
 * @param matricesInC the same with a matrix unit in plain C, for tests
 * @param lack why there is less than all; empty if there is not
 */
public record NativeLibrary(
        Optional<NativeKernels> vectors,
        Optional<NativeKernels> matrices,
        Optional<NativeKernels> matricesInC,
        String lack) {

    private static final String FILE = "liboctavo-cpu.so";
    private static final int AVX512 = 1;
    private static final int AVX512_BF16 = 2;
    private static final int AVX512_VNNI = 4;
    private static final int TILES = 8;
    private static final int WRONG_TILES = 16;

    /**
     * Loads it for the life of the process. Never throws: a library that is missing or cannot be loaded is a value.
     *
     * @param operatingSystem the JVM's name of it
     * @param architecture the JVM's name of it
     */
    public static NativeLibrary load(String operatingSystem, String architecture) {
        String platform = platform(operatingSystem, architecture);
        try (InputStream in = NativeLibrary.class.getResourceAsStream(platform + "/" + FILE)) {
            if (in == null) {
                return lacking("this jar was built without kernels in C for " + platform);
            }
            return choose(open(in));
        } catch (IOException | RuntimeException | LinkageError e) {
            return lacking("the kernels in C cannot be loaded: " + e);
        }
    }

    private static NativeLibrary lacking(String why) {
        return new NativeLibrary(Optional.empty(), Optional.empty(), Optional.empty(), why);
    }

    private static String platform(String operatingSystem, String architecture) {
        String system = operatingSystem.toLowerCase(Locale.ROOT).split(" ", 2)[0];
        return system + "-" + (architecture.equals("x86_64") ? "amd64" : architecture);
    }

    /** The fastest kernels. */
    public Optional<NativeKernels> kernels() {
        return matrices.or(() -> vectors);
    }

    /** The loader wants a file; once it is loaded, its name is not needed any more. */
    @SuppressWarnings("restricted") // The library is our own, out of our own jar.
    private static SymbolLookup open(InputStream in) throws IOException {
        Path file = Files.createTempFile("octavo-cpu-", ".so");
        try {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return SymbolLookup.libraryLookup(file, Arena.global());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static NativeLibrary choose(SymbolLookup library) {
        int features = features(library);
        if ((features & AVX512) == 0) {
            return lacking("this processor has no AVX-512");
        }
        boolean bf16 = (features & AVX512_BF16) != 0;
        boolean int8 = (features & AVX512_VNNI) != 0;
        NativeKernels kernels = new NativeKernels(
                "AVX-512" + (bf16 ? " BF16" : "") + (int8 ? " VNNI" : ""),
                new LargePages(library),
                new RowFunctions(library),
                DotFunction.of(library, "octavo_dots_f32_avx512"),
                DotFunction.of(library, "octavo_dots_f16_avx512"),
                DotFunction.of(library, "octavo_dots_bf16_avx512"),
                DotFunction.of(library, "octavo_dots_q8_0_avx512"),
                DotFunction.of(library, "octavo_dots_q4_0_avx512"),
                bf16 ? Optional.of(DotFunction.of(library, "octavo_dots_bf16_avx512bf16")) : Optional.empty(),
                Optional.empty(),
                int8 ? PanelFunctions.of(library, Tiles.NONE) : Map.of(),
                AttentionFunctions.of(library, bf16));
        if (!bf16 || !int8) {
            return new NativeLibrary(
                    Optional.of(kernels),
                    Optional.empty(),
                    Optional.empty(),
                    "this processor has no dot products of bf16 and of bytes");
        }
        NativeKernels inC = kernels.with(
                MatrixUnit.of(library, Tiles.IN_C), PanelFunctions.of(library, Tiles.IN_C), "tiles in plain C");
        if ((features & (TILES | WRONG_TILES)) != TILES) {
            return new NativeLibrary(
                    Optional.of(kernels),
                    Optional.empty(),
                    Optional.of(inC),
                    (features & TILES) == 0
                            ? "this processor has no AMX, or the system does not let it be used"
                            : "this processor's AMX gave other numbers than it should; please report it");
        }
        return new NativeLibrary(
                Optional.of(kernels),
                Optional.of(kernels.with(
                        MatrixUnit.of(library, Tiles.PROCESSOR), PanelFunctions.of(library, Tiles.PROCESSOR), "AMX")),
                Optional.of(inC),
                "");
    }

    @SuppressWarnings("restricted")
    private static int features(SymbolLookup library) {
        try {
            return (int) Linker.nativeLinker()
                    .downcallHandle(library.findOrThrow("octavo_cpu_features"), FunctionDescriptor.of(JAVA_INT))
                    .invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the library cannot be asked for the processor's abilities", e);
        }
    }
}
