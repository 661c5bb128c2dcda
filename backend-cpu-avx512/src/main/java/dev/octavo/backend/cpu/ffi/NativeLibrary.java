package dev.octavo.backend.cpu.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.octavo.tensor.BlockType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The library inside the jar, or why there is none.
 *
 * @param kernels what it has for this processor
 * @param lack why there is less than all; empty if there is not
 */
public record NativeLibrary(Map<Variant, NativeKernels> kernels, String lack) {

    private static final String FILE = "liboctavo-cpu.so";
    private static final int AVX512 = 1;
    private static final int AVX512_BF16 = 2;
    private static final int AVX512_VNNI = 4;
    private static final int TILES = 8;
    private static final int WRONG_TILES = 16;
    private static final int AVX2 = 32;
    private static final int AVX_VNNI = 64;
    private static final int TILES_WITHOUT_SYSTEM = 128;
    private static final int TILES_REFUSED = 256;

    /** Keeps a copy. */
    public NativeLibrary {
        kernels = Map.copyOf(kernels);
    }

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
        return new NativeLibrary(Map.of(), why);
    }

    private static String platform(String operatingSystem, String architecture) {
        String system = operatingSystem.toLowerCase(Locale.ROOT).split(" ", 2)[0];
        return system + "-" + (architecture.equals("x86_64") ? "amd64" : architecture);
    }

    /** Those of a variant. */
    public Optional<NativeKernels> kernels(Variant variant) {
        return Optional.ofNullable(kernels.get(variant));
    }

    /** The fastest kernels. */
    public Optional<NativeKernels> fastest() {
        return kernels.keySet().stream()
                .filter(variant -> variant != Variant.AMX_IN_C)
                .max(Comparator.naturalOrder())
                .map(kernels::get);
    }

    /** Why there are no kernels of a variant. */
    public String lack(Variant variant) {
        if (kernels.isEmpty()) {
            return lack;
        }
        return switch (variant) {
            case AVX2 -> "this processor has no AVX2";
            case AVX_VNNI -> "this processor has no AVX-VNNI, or the compiler of this build did not know it";
            case AVX512 -> "this processor has no AVX-512";
            case AVX512_DOTS -> "this processor has no dot products of bf16 and of bytes";
            case AMX_IN_C, AMX -> lack;
        };
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
        Map<Variant, NativeKernels> kernels = new EnumMap<>(Variant.class);
        String lack = lack(features);
        if ((features & AVX2) == 0) {
            return new NativeLibrary(kernels, lack);
        }
        Map<BlockType, PanelFunctions> panels = PanelFunctions.of(library, InstructionSet.AVX2, Tiles.NONE);
        kernels.put(Variant.AVX2, NativeKernels.of(library, InstructionSet.AVX2, "AVX2", panels));
        if ((features & AVX_VNNI) != 0) {
            panels = PanelFunctions.of(library, InstructionSet.AVX_VNNI, Tiles.NONE);
            kernels.put(Variant.AVX_VNNI, NativeKernels.of(library, InstructionSet.AVX_VNNI, "AVX2 AVX-VNNI", panels));
        }
        if ((features & AVX512) != 0) {
            addWide(kernels, library, features);
        }
        return new NativeLibrary(kernels, lack);
    }

    /** Those with 512-bit vectors. Without 8-bit dot products of that width, products of bytes are those of AVX2. */
    private static void addWide(Map<Variant, NativeKernels> kernels, SymbolLookup library, int features) {
        boolean bf16 = (features & AVX512_BF16) != 0;
        boolean int8 = (features & AVX512_VNNI) != 0;
        Map<BlockType, PanelFunctions> narrow = PanelFunctions.of(library, InstructionSet.AVX2, Tiles.NONE);
        NativeKernels plain = NativeKernels.of(library, InstructionSet.AVX512, "AVX-512", narrow);
        kernels.put(Variant.AVX512, plain);
        String name = "AVX-512" + (bf16 ? " BF16" : "") + (int8 ? " VNNI" : "");
        Map<BlockType, PanelFunctions> panels =
                int8 ? PanelFunctions.of(library, InstructionSet.AVX512, Tiles.NONE) : narrow;
        NativeKernels all = NativeKernels.of(library, InstructionSet.AVX512, name, panels);
        if (bf16) {
            all = all.withPairs(
                    DotFunction.of(library, "octavo_dots_bf16_avx512bf16"),
                    AttentionFunction.of(library, "octavo_attention_bf16_avx512bf16"));
        }
        kernels.put(Variant.AVX512_DOTS, all);
        if (bf16 && int8) {
            kernels.put(Variant.AMX_IN_C, withTiles(all, library, Tiles.IN_C, "tiles in plain C"));
            if ((features & (TILES | WRONG_TILES)) == TILES) {
                kernels.put(Variant.AMX, withTiles(all, library, Tiles.PROCESSOR, "AMX"));
            }
        }
    }

    private static NativeKernels withTiles(NativeKernels kernels, SymbolLookup library, Tiles tiles, String name) {
        return kernels.with(
                MatrixUnit.of(library, tiles), PanelFunctions.of(library, InstructionSet.AVX512, tiles), name);
    }

    private static String lack(int features) {
        if ((features & AVX2) == 0) {
            return "this processor has no AVX2";
        }
        if ((features & AVX512) == 0) {
            return "this processor has no AVX-512";
        }
        if ((features & AVX512_BF16) == 0 || (features & AVX512_VNNI) == 0) {
            return "this processor has no dot products of bf16 and of bytes";
        }
        if ((features & TILES_WITHOUT_SYSTEM) != 0) {
            return "the system does not save AMX's state (Linux does from 5.16 on)";
        }
        if ((features & TILES_REFUSED) != 0) {
            return "the system refused AMX to this process, as it does where a signal stack has no room for its state";
        }
        if ((features & TILES) == 0) {
            return "this processor has no AMX";
        }
        return (features & WRONG_TILES) == 0
                ? ""
                : "this processor's AMX gave other numbers than it should; please report it";
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
