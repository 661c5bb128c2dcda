package dev.octavo.conformance.session;

/** What became of a question to a worker. */
public sealed interface Reply {

    /** There is an answer. */
    record Answered(Answer answer) implements Reply {}

    /**
     * There is none, and the backend had to be opened anew or is still to be.
     *
     * @param kind what became of it
     * @param message what is known about it, with the last words of the process
     * @param idle whether it happened before the question was put, so that an earlier one is to blame
     */
    record Lost(Kind kind, String message, boolean idle) implements Reply {}

    /** Ways to lose a backend. */
    enum Kind {
        /** The process ended. */
        CRASHED,
        /** The time limit passed. */
        HUNG,
        /** The process ran out of memory. */
        OUT_OF_MEMORY
    }
}
