package dev.octavo.backend.rocm.ffi;

import java.util.Optional;

/** AMD's library for products of dense matrices (rocBLAS), or why there is none. */
public sealed interface BlasLibrary permits RocBlas, BlasLibrary.Missing {

    /** Why there is nothing to multiply with; empty if there is. */
    Optional<String> lack();

    /** There is no library. */
    record Missing(String reason) implements BlasLibrary {
        @Override
        public Optional<String> lack() {
            return Optional.of(reason);
        }
    }

    /**
     * Finds rocBLAS. Never throws: its absence is a value.
     *
     * @param explicit a file, empty for the usual places, {@code none} for no library
     * @param kernels folder with its kernels, empty for those that lie beside it
     * @param processor of the device, for example gfx90a; rocBLAS ends the process for those that it has no kernels for, so it is asked for products of others only
     */
    static BlasLibrary load(String explicit, String kernels, String processor) {
        return explicit.equals("none")
                ? new Missing("rocBLAS is switched off")
                : RocBlasSearch.find(explicit, kernels, processor);
    }
}
