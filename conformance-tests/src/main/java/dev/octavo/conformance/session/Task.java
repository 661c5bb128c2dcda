package dev.octavo.conformance.session;

/** What a session is asked to do. */
public sealed interface Task {

    /** Which case it is about. */
    String id();

    /** Run a case of the suite with the numbers of a root seed. */
    record Run(String id, long seed) implements Task {}

    /** Say whether the backend supports a case. */
    record AskSupport(String id) implements Task {}

    /** Measure a case of the performance suite. */
    record Measure(String id) implements Task {}
}
