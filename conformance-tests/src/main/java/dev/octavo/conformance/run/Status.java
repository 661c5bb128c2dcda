package dev.octavo.conformance.run;

import java.util.Locale;

/** How a case of a run ended. */
public enum Status {
    /** Right. */
    PASSED(false),
    /** Measured, or asked only, and supported. */
    SUPPORTED(false),
    /** The backend says that it cannot, and refused accordingly. */
    REFUSED(false),
    /** The vendor's profile takes it out. */
    EXCLUDED(false),
    /** The time that the run was given was up before it. */
    NOT_REACHED(false),
    /** Wrong. */
    FAILED(true),
    /** It ended the process. */
    CRASHED(true),
    /** It did not end in time. */
    HUNG(true),
    /** It took all memory of the process. */
    OUT_OF_MEMORY(true),
    /** The vendor's profile expects a refusal, but it was not refused. */
    UNEXPECTED_PASS(true),
    /** It was refused, though the vendor's profile says that nothing else is. */
    UNEXPECTED_REFUSAL(true),
    /** It was to be run, but was not. */
    UNTESTED(true);

    private final boolean failure;

    Status(boolean failure) {
        this.failure = failure;
    }

    /** Whether a run with such a case has failed. */
    public boolean isFailure() {
        return failure;
    }

    /** For people: {@code out of memory}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
