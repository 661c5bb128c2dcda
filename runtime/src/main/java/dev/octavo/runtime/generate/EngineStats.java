package dev.octavo.runtime.generate;

/**
 * The engine at one moment.
 *
 * @param running requests in the batch
 * @param waiting requests in the queue
 * @param usedBlocks KV blocks in use by requests
 * @param totalBlocks KV blocks that can be used
 * @param kvWaste share of the KV slots in use that hold no token, 0 to 1
 * @param prefixQueriedTokens prompt tokens looked up in the prefix cache so far
 * @param prefixHitTokens of those, how many were found
 * @param preemptions requests sent back to the queue so far
 * @param promptTokens prompt tokens of finished prefills so far
 * @param generatedTokens tokens sampled so far
 * @param steps steps run so far
 */
public record EngineStats(
        int running,
        int waiting,
        int usedBlocks,
        int totalBlocks,
        double kvWaste,
        long prefixQueriedTokens,
        long prefixHitTokens,
        long preemptions,
        long promptTokens,
        long generatedTokens,
        long steps) {}
