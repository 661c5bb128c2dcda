package dev.octavo.backend.cpu.topology;

/**
 * One processor as the operating system counts them: a core, or one of several threads of a core.
 *
 * @param id its number
 * @param core number of the first processor on the same core
 * @param node number of the memory node that it is near to
 */
public record Processor(int id, int core, int node) {}
