/** The judge of every backend: a float64 oracle, a plain reference backend and the suite built on them. */
module dev.octavo.conformance {
    requires transitive dev.octavo.api;
    requires static org.jspecify;

    exports dev.octavo.conformance.oracle;
    exports dev.octavo.conformance.reference;

    provides dev.octavo.spi.BackendProvider with
            dev.octavo.conformance.reference.ReferenceProvider;
}
