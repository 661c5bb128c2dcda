package dev.octavo.gpu.driver;

import java.util.Optional;

/**
 * What came of looking for a vendor's library.
 *
 * @param library the library, if it can be used
 * @param lack else why not; empty where nobody looks for one
 */
public record DenseChoice(Optional<DenseLibrary> library, String lack) {

    /** There is one. */
    public static DenseChoice of(DenseLibrary library) {
        return new DenseChoice(Optional.of(library), "");
    }

    /** There is none, and why. */
    public static DenseChoice none(String lack) {
        return new DenseChoice(Optional.empty(), lack);
    }
}
