package dev.octavo.conformance.run;

/** What a run is for. */
public enum Mode {
    /** To judge results. */
    TEST,
    /** To measure time. */
    PERF,
    /** To ask what is supported, without running anything. */
    SUPPORT
}
