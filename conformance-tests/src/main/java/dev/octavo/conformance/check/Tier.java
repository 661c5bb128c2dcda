package dev.octavo.conformance.check;

/** How long one is willing to wait; each tier holds the cases of those before it. */
public enum Tier {
    /** Seconds: every operator, element type and kind of edge once. */
    SMOKE,
    /** Minutes: the whole grid, real models' shapes where they are small and slices of them where not. */
    FULL,
    /** As long as it takes: real models' shapes whole, long contexts. */
    SOAK;

    /** Whether a run of this tier has a case of another. */
    public boolean includes(Tier other) {
        return other.compareTo(this) <= 0;
    }
}
