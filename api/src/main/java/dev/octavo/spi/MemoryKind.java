package dev.octavo.spi;

/** Where a buffer lies. */
public enum MemoryKind {
    /** In the device's fastest memory. */
    DEVICE,
    /** In host memory that the device can reach and copy from at full speed; always has a host view. */
    STAGING
}
