package dev.octavo.backend.cpu.topology;

/**
 * Where a thread belongs.
 *
 * @param cpus processors that it may run on; empty for all
 * @param group which of the {@linkplain Seating#nodes nodes} it is near to
 */
public record Seat(CpuSet cpus, int group) {}
