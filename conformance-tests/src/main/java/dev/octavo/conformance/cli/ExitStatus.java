package dev.octavo.conformance.cli;

/** What the process tells its caller. The numbers are part of the interface. */
final class ExitStatus {

    static final int SUCCESS = 0;
    static final int FAILED = 1;
    static final int WRONG_COMMAND = 2;
    static final int NO_BACKEND = 3;
    static final int REQUIREMENT = 4;
    static final int DEFECT = 5;

    private ExitStatus() {}
}
