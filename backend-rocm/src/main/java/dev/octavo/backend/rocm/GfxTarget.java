package dev.octavo.backend.rocm;

import dev.octavo.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An architecture as devices report it: processor and settings, for example {@code gfx90a:sramecc+:xnack-}. Only what has this form ever reaches a compiler, because AMD's end the process
 * for what they do not know.
 *
 * @param full processor and settings, for a compiler
 * @param processor without settings; machine code that was compiled without settings runs with all of them
 */
record GfxTarget(String full, String processor) {

    private static final Pattern FORM = Pattern.compile("(gfx([0-9]{1,2})[0-9][0-9a-f])(:(sramecc|xnack)[+-]){0,2}");

    /** Before Vega there is no hardware for which present versions of ROCm have code. */
    private static final int OLDEST_GENERATION = 9;

    private static final Set<String> MFMA = Set.of("gfx908", "gfx940", "gfx941", "gfx942", "gfx950");
    private static final int OLDEST_WMMA = 11;
    private static final int NEWEST_WMMA = 12;

    /** Empty if it is none. */
    static Optional<GfxTarget> of(String reported) {
        Matcher matcher = FORM.matcher(reported);
        return matcher.matches() ? Optional.of(new GfxTarget(reported, matcher.group(1))) : Optional.empty();
    }

    /** 9 for CDNA and Vega, 10 to 12 for RDNA. */
    int generation() {
        Matcher matcher = FORM.matcher(full);
        return matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
    }

    /** Whether its compute units come in pairs, which work-groups may share or not. */
    boolean isRdna() {
        return generation() >= 10;
    }

    /** What HIPRTC is told, as {@code kernels/build} tells clang. What is not marked for unrolling is left rolled: else whole tiles are loaded into registers at once, and spilled. */
    List<String> compilerOptions() {
        List<String> common = List.of("--offload-arch=" + full, "-std=c++17", "-O3", "-fno-unroll-loops");
        return isRdna() ? Stream.concat(common.stream(), Stream.of("-mcumode")).toList() : common;
    }

    /** Work-items of a wave, as compilers take it: RDNA's waves could have 64 too. */
    int waveSize() {
        return isRdna() ? 32 : 64;
    }

    /**
     * Types that its matrix units multiply exactly, as {@code fragments.h} knows them. CDNA 2 takes subnormal factors for 0, of which f16 has many and bf16 none that matter: the largest one is 1e-38.
     */
    Set<DType> units() {
        if (processor.equals("gfx90a")) {
            return Set.of(DType.BF16);
        }
        boolean hasWmma = generation() >= OLDEST_WMMA && generation() <= NEWEST_WMMA;
        return hasWmma || MFMA.contains(processor) ? Set.of(DType.F16, DType.BF16) : Set.of();
    }

    /** Whether kernels can be compiled for it at all. */
    boolean isSupported() {
        return generation() >= OLDEST_GENERATION;
    }
}
