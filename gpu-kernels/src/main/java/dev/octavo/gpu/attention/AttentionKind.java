package dev.octavo.gpu.attention;

/** The kinds of attention kernels, the preferred first. */
enum AttentionKind {
    /** Units that a warpgroup uses together ({@code attention_hopper.k}). */
    HOPPER("hopper"),
    /** Matrix units of a crew ({@code attention_units.k}). */
    UNITS("matrix-units"),
    /** Work-items that share local memory ({@code attention_group.k}). */
    GROUPS("work-groups"),
    /** Vectors of a processor's work-item ({@code attention_vector.k}). */
    VECTORS("vectors");

    private final String title;

    AttentionKind(String title) {
        this.title = title;
    }

    /** The name that users know. */
    String title() {
        return title;
    }
}
