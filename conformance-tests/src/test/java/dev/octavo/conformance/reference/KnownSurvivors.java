package dev.octavo.conformance.reference;

import java.util.Map;

/** Mutants that no case catches, and why that is right. */
final class KnownSurvivors {

    static final Map<String, String> REASONS = Map.of(
            "queue-silent",
            "nothing that a caller may do makes a command fail, so that a swallowed failure cannot be provoked through the interface");

    private KnownSurvivors() {}
}
