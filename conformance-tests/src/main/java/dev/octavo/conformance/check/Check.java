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
    /** Rows of an I8 cache have the scale and the integers that their numbers ask for. */
    SCALE("R6.4"),
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
    ERROR("R1.6"),
    /** Misuse by the caller is refused where it happens, and nothing is written. */
    ARGUMENT("R1.6"),
    /** What cannot be allocated is refused with the figures, and the backend stays usable. */
    OUT_OF_MEMORY("R2.5"),
    /** Statistics count what is open. */
    STATISTICS("R2.6"),
    /** Host views show the bytes of their buffer. */
    VIEW("R2.3"),
    /** Imports share the host's memory. */
    IMPORT("R2.7"),
    /** Commands of a queue take effect in their order. */
    QUEUE("R3.1"),
    /** Fences are done when all before them is, and queues that wait for them wait. */
    FENCE("R3.4"),
    /** Objects of another backend are refused. */
    FOREIGN("R3.7"),
    /** Whatever may be shared by threads can be. */
    THREADS("R1.9"),
    /** A plan serves any tensors that fit its spec, again and again, and grows nothing. */
    PLAN("R4.4"),
    /** A workspace is scratch memory of the promised size. */
    WORKSPACE("R4.4"),
    /** Extents of 0 are accepted and do nothing. */
    EMPTY("R4.5");

    private final String rule;

    Check(String rule) {
        this.rule = rule;
    }

    /** The rule's number in {@code docs/spi.md}. */
    public String rule() {
        return rule;
    }
}
