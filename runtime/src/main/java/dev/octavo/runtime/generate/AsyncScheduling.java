package dev.octavo.runtime.generate;

/** Whether a step is planned while the one before it runs ({@code --async-scheduling}). */
public enum AsyncScheduling {
    /** Where the device computes on its own. */
    AUTO,
    /** Always; a device that keeps its caller waiting gets a thread of its own. */
    ON,
    /** Never. */
    OFF
}
