package dev.octavo.simulator.run;

/**
 * The state of all replicas at a time.
 *
 * @param seconds since the start
 * @param running sequences
 * @param waiting sequences
 * @param kvUse share of the blocks that sequences hold
 * @param preemptions so far
 * @param hitRate prompt tokens found in the prefix cache of those looked up so far
 * @param outputTokens so far
 */
public record Moment(
        double seconds, int running, int waiting, double kvUse, long preemptions, double hitRate, long outputTokens) {}
