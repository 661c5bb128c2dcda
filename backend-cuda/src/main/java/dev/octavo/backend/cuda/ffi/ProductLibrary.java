package dev.octavo.backend.cuda.ffi;

import java.util.Optional;

/** NVIDIA's library for products of dense matrices (cuBLASLt), or why there is none. */
public sealed interface ProductLibrary permits CublasLt, ProductLibrary.Missing {

    /** Why there is nothing to multiply with; empty if there is. */
    Optional<String> lack();

    /** Name and version. */
    String version();

    /** There is no library. */
    record Missing(String reason) implements ProductLibrary {
        @Override
        public Optional<String> lack() {
            return Optional.of(reason);
        }

        @Override
        public String version() {
            return "none";
        }
    }

    /**
     * Finds cuBLASLt. Never throws: its absence is a value.
     *
     * @param explicit a file, empty for the usual places, {@code none} for no library
     */
    static ProductLibrary load(String explicit) {
        return explicit.equals("none") ? new Missing("cuBLASLt is switched off") : CublasLtSearch.find(explicit);
    }
}
