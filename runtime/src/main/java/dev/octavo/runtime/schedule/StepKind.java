package dev.octavo.runtime.schedule;

/** What may be in a step, for devices that cannot mix. */
enum StepKind {
    MIXED,
    PREFILL,
    DECODE;

    boolean accepts(Sequence sequence) {
        return switch (this) {
            case MIXED -> true;
            case PREFILL -> sequence.prefilling();
            case DECODE -> !sequence.prefilling();
        };
    }

    boolean admits() {
        return this != DECODE;
    }
}
