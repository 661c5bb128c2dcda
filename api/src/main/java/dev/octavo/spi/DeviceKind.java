package dev.octavo.spi;

/** What a device is, for {@code --device auto}: later constants are preferred. */
public enum DeviceKind {
    /** The host's own processor. */
    CPU,
    /** An accelerator that shares the host's memory. */
    INTEGRATED,
    /** An accelerator with memory of its own. */
    DISCRETE
}
