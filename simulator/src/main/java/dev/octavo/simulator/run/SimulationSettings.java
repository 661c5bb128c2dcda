package dev.octavo.simulator.run;

import dev.octavo.runtime.schedule.SchedulerConfig;

/**
 * How the simulated service is set up.
 *
 * @param scheduler of every replica
 * @param blockSize tokens of a KV block
 * @param blocks of every replica, the null block included
 * @param prefixCaching whether full blocks are shared
 * @param replicas engines behind the router
 * @param routing which replica gets a request
 */
public record SimulationSettings(
        SchedulerConfig scheduler,
        int blockSize,
        int blocks,
        boolean prefixCaching,
        int replicas,
        RoutingPolicy routing) {

    /** Checks the counts. */
    public SimulationSettings {
        if (blockSize < 1 || blocks < 2 || replicas < 1) {
            throw new IllegalArgumentException("a simulation needs a block size, two blocks and a replica, but has "
                    + blockSize + ", " + blocks + " and " + replicas);
        }
    }
}
