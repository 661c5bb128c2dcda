package dev.octavo.runtime.metrics;

/** What the figures of an engine are read from; called from any thread. */
public interface EngineGauges {

    /** Sequences in the batch. */
    int running();

    /** Sequences that wait for room. */
    int waitingForCapacity();

    /** Sequences that wait for something else, such as the prompt that they share. */
    int deferred();

    /** Share of the KV blocks that sequences hold, 0 to 1. */
    double cacheUsage();

    /** Prompt tokens looked up in the prefix cache so far. */
    long prefixQueriedTokens();

    /** Of those, how many were found. */
    long prefixHitTokens();

    /** Sequences preempted so far. */
    long preemptions();

    /** 0 while awake, else the level of sleep: 1 with weights offloaded, 2 with everything discarded. */
    default int sleepLevel() {
        return 0;
    }
}
