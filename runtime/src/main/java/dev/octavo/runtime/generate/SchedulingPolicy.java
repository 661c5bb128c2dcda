package dev.octavo.runtime.generate;

/** Who goes first. */
public enum SchedulingPolicy {
    /** Whoever came first. */
    FCFS,
    /** The lowest {@link GenerationRequest#priority()}; among equals whoever came first. */
    PRIORITY
}
