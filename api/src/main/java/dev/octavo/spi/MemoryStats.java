package dev.octavo.spi;

/**
 * A device's memory at one moment.
 *
 * @param totalBytes of the device
 * @param freeBytes that could still be allocated, or -1 where unknown
 * @param allocatedBytes held by open buffers of this backend, those inside weights, caches and plans included, imports not counted
 * @param openBuffers buffers of this backend that are not closed, slices not counted
 */
public record MemoryStats(long totalBytes, long freeBytes, long allocatedBytes, int openBuffers) {}
