package dev.octavo.runtime.schedule;

/**
 * What the scheduler keeps to.
 *
 * @param priorities whether lower {@link Sequence#priority()} goes first; otherwise whoever came first
 * @param maxSequences most running sequences
 * @param maxTokens the token budget of a step
 * @param maxLogitRows most rows of logits of a step, at least {@code maxSequences}
 * @param chunkedPrefill whether a prompt may be computed in several steps
 * @param longPrefillThreshold most tokens of one sequence in a step; 0 for no such limit
 * @param watermarkBlocks blocks that an admission must leave free while others run
 * @param mixed whether prefill and decode may share a step
 */
public record SchedulerConfig(
        boolean priorities,
        int maxSequences,
        int maxTokens,
        int maxLogitRows,
        boolean chunkedPrefill,
        int longPrefillThreshold,
        int watermarkBlocks,
        boolean mixed) {

    /** Checks what would otherwise make a sequence wait for ever. */
    public SchedulerConfig {
        require(maxSequences >= 1, "maxSequences must be at least 1, but is " + maxSequences);
        require(
                maxTokens >= maxSequences,
                "maxTokens (" + maxTokens + ") is below maxSequences (" + maxSequences + ")");
        require(
                maxLogitRows >= maxSequences,
                "maxLogitRows (" + maxLogitRows + ") is below maxSequences (" + maxSequences + ")");
        require(longPrefillThreshold >= 0, "longPrefillThreshold must be at least 0, but is " + longPrefillThreshold);
        require(watermarkBlocks >= 0, "watermarkBlocks must be at least 0, but is " + watermarkBlocks);
    }

    private static void require(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }
}
