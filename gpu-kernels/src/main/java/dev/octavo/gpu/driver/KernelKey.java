package dev.octavo.gpu.driver;

import java.util.List;

/**
 * Names a kernel: a function of a source file under the given definitions.
 *
 * @param source file without its suffix, below {@code dev/octavo/gpu/kernels}
 * @param entry the function
 * @param defines {@code NAME=value}, in a fixed order, so that equal kernels have equal keys
 */
public record KernelKey(String source, String entry, List<String> defines) {

    /** Keeps a copy. */
    public KernelKey {
        defines = List.copyOf(defines);
    }

    /** A key from names and values in turn. */
    public static KernelKey of(String source, String entry, Object... namesAndValues) {
        String[] defines = new String[namesAndValues.length / 2];
        for (int i = 0; i < defines.length; i++) {
            defines[i] = namesAndValues[2 * i] + "=" + namesAndValues[2 * i + 1];
        }
        return new KernelKey(source, entry, List.of(defines));
    }
}
