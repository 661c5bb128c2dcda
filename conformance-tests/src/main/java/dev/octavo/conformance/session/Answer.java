package dev.octavo.conformance.session;

import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.perf.Measurement;
import dev.octavo.spi.Support;

/** What a session found out. */
public sealed interface Answer {

    /**
     * A case ran to its end.
     *
     * @param outcome the suite's word
     * @param support the backend's word about what the case needs
     */
    record Judged(Outcome outcome, Support support) implements Answer {}

    /**
     * A case was not run.
     *
     * @param support the backend's word about what it needs
     */
    record Supported(Support support) implements Answer {}

    /**
     * A case was measured.
     *
     * @param measurement its time and what it moved
     * @param support the backend's word
     */
    record Measured(Measurement measurement, Support support) implements Answer {}

    /**
     * Something came out of the case that no backend may throw and that may have left the process in disorder.
     *
     * @param outOfMemory whether the process ran out of memory
     * @param message what it was, and where
     */
    record Broken(boolean outOfMemory, String message) implements Answer {}
}
