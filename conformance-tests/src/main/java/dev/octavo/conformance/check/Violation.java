package dev.octavo.conformance.check;

/** A backend broke a rule. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Check check;

    Violation(Check check, String message) {
        super(message);
        this.check = check;
    }

    Check check() {
        return check;
    }
}
