package dev.octavo.conformance.check;

/** What a case looks at; a failure names one of these and the rule of {@code docs/spi.md} behind it. */
public enum Check {
    /** {@code prepare} and {@code create} refuse exactly when {@code support} does, with the same reason. */
    SUPPORT("R4.2"),
    /** Weights are loaded exactly if a product with them is supported. */
    LOAD("R7.1"),
    /** {@code capabilities} and {@code support} agree. */
    CAPABILITIES("R1.7"),
    /** Inputs whose sums are exact give the exact bits. */
    EXACT("R5.1"),
    /** Random inputs stay within the derived error bound. */
    BOUND("R5.2"),
    /** Nothing is written but the elements of the outputs. */
    CANARY("R5.4"),
    /** Inputs are left as they were. */
    INPUT("R5.4"),
    /** The same commands on the same data give the same bits, where the backend claims so. */
    DETERMINISM("R1.8"),
    /** A capture records and runs nothing; a launch reads what the buffers hold then. */
    CAPTURE("R3.5"),
    /** A launch on changed inputs gives what those inputs ask for. */
    REPLAY("R3.5"),
    /** Closing gives all memory back. */
    LEAK("R2.6"),
    /** Closed objects refuse to be used. */
    CLOSED("R1.5"),
    /** Buffers and transfers do what they say. */
    MEMORY("R2.1"),
    /** Only errors that the interface names come out. */
    ERROR("R1.6");

    private final String rule;

    Check(String rule) {
        this.rule = rule;
    }

    /** The rule's number in {@code docs/spi.md}. */
    public String rule() {
        return rule;
    }
}
