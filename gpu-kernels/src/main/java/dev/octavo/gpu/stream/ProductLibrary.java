package dev.octavo.gpu.stream;

import java.util.Optional;

/** A vendor's library for products of dense matrices, or why there is none. */
public interface ProductLibrary {

    /** What a kernel of it is called, where kernels are named. */
    String id();

    /** Name and version. */
    String version();

    /** Why there is nothing to multiply with; empty if there is. */
    Optional<String> lack();

    /**
     * A handle for the device that is current.
     *
     * @param workspace device memory for what the library does between products; a product brings its own
     * @throws dev.octavo.spi.DeviceException if the library refuses
     */
    ProductHandle open(long workspace, long workspaceBytes);

    /** There is no library. */
    record Missing(String id, String reason) implements ProductLibrary {
        @Override
        public String version() {
            return "none";
        }

        @Override
        public Optional<String> lack() {
            return Optional.of(reason);
        }

        @Override
        public ProductHandle open(long workspace, long workspaceBytes) {
            throw new IllegalStateException(reason);
        }
    }
}
