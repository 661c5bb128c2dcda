package dev.octavo.gpu.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds shared libraries by names or files. */
public final class Libraries {

    private Libraries() {}

    /**
     * The first of these that can be loaded. It is never unloaded: vendors do not support that.
     *
     * @throws IllegalArgumentException with the first one's failure if none can
     */
    @SuppressWarnings("restricted") // Loading what the vendor installed is what this module is for.
    public static SymbolLookup first(List<String> candidates) {
        @Nullable IllegalArgumentException first = null;
        for (String candidate : candidates) {
            try {
                return candidate.contains("/")
                        ? SymbolLookup.libraryLookup(Path.of(candidate), Arena.global())
                        : SymbolLookup.libraryLookup(candidate, Arena.global());
            } catch (IllegalArgumentException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? new IllegalArgumentException("no library is named") : first;
    }
}
