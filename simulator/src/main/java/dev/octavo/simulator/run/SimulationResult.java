package dev.octavo.simulator.run;

import java.util.List;

/**
 * What came out. Times are in seconds.
 *
 * @param requests that finished
 * @param seconds from the first arrival to the last token
 * @param promptTokens of all prompts
 * @param outputTokens that were generated
 * @param cachedTokens prompt tokens that were found in the prefix cache
 * @param computedTokens tokens that devices computed, those computed again after preemption included
 * @param steps of all replicas
 * @param busy share of the time in which a replica ran a step
 * @param ttft time to first token
 * @param tpot time per output token of each request, those with one token left out
 * @param endToEnd from arrival to last token
 * @param gaps between tokens (ITL)
 * @param end the state behind the last event
 * @param timeline the state over time
 */
public record SimulationResult(
        int requests,
        double seconds,
        long promptTokens,
        long outputTokens,
        long cachedTokens,
        long computedTokens,
        long steps,
        double busy,
        Distribution ttft,
        Distribution tpot,
        Distribution endToEnd,
        LogHistogram gaps,
        Moment end,
        List<Moment> timeline) {

    /** Requests a second. */
    public double requestThroughput() {
        return requests / Math.max(seconds, 1e-12);
    }

    /** Output tokens a second. */
    public double outputThroughput() {
        return outputTokens / Math.max(seconds, 1e-12);
    }
}
