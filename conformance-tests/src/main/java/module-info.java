/** The judge of every backend: a float64 oracle, a plain reference backend and the suite built on them. */
module dev.octavo.conformance {
    requires transitive dev.octavo.api;
    requires java.management;
    requires static org.jspecify;
    // Only the junit package needs these; without them the rest works.
    requires static org.junit.jupiter.api;
    requires static org.opentest4j;

    exports dev.octavo.conformance;
    exports dev.octavo.conformance.check;
    exports dev.octavo.conformance.cli;
    exports dev.octavo.conformance.junit;
    exports dev.octavo.conformance.oracle;
    exports dev.octavo.conformance.perf;
    exports dev.octavo.conformance.reference;
    exports dev.octavo.conformance.report;
    exports dev.octavo.conformance.run;
    exports dev.octavo.conformance.select;
    exports dev.octavo.conformance.session;

    uses dev.octavo.spi.BackendProvider;

    provides dev.octavo.spi.BackendProvider with
            dev.octavo.conformance.reference.ReferenceProvider;
}
