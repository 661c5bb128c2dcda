package dev.octavo.conformance.check;

/** How a case ended. */
public sealed interface Outcome {

    /**
     * Right.
     *
     * @param worstErrorOverBound largest error as a part of what was allowed, 0 to 1; 0 where all bits had to match
     */
    record Passed(double worstErrorOverBound) implements Outcome {}

    /**
     * The backend says that it cannot, and refused accordingly.
     *
     * @param reason the backend's words
     */
    record Unsupported(String reason) implements Outcome {}

    /**
     * Wrong.
     *
     * @param check what was looked at
     * @param message what was wrong and where, and how to repeat the case
     */
    record Failed(Check check, String message) implements Outcome {}
}
