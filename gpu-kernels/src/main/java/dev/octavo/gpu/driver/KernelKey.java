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

    private static final String LOCAL_BYTES = "LOCAL_BYTES=";

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

    /** Work-group memory that every launch brings, beside what the kernel declares: its definition {@code LOCAL_BYTES}, or 0. */
    public int localBytes() {
        return defines.stream()
                .filter(define -> define.startsWith(LOCAL_BYTES))
                .mapToInt(define -> Integer.parseInt(define.substring(LOCAL_BYTES.length())))
                .findFirst()
                .orElse(0);
    }
}
