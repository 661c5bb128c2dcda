/** The service provider interface between Octavo's runtime and a hardware backend. Depends on {@code java.base} alone. */
module dev.octavo.api {
    requires static org.jspecify;

    exports dev.octavo.spi;
    exports dev.octavo.spi.op;
    exports dev.octavo.tensor;

    uses dev.octavo.spi.BackendProvider;
}
