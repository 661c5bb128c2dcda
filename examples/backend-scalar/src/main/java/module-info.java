/** An example: the smallest backend that passes Core, in plain Java. */
module dev.octavo.backend.scalar {
    requires dev.octavo.api;
    requires static org.jspecify;

    provides dev.octavo.spi.BackendProvider with
            dev.octavo.backend.scalar.ScalarProvider;
}
