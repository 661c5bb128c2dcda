package dev.octavo.spi;

/**
 * What a step's batch must look like on a device, as data that the scheduler obeys.
 *
 * @param mixed whether prefill and decode tokens may share a step
 * @param tokenMultiple tokens of a step are padded to a multiple of this, at least 1
 * @param maxTokens most tokens of a step
 * @param maxSequences most sequences of a step
 */
public record BatchConstraints(boolean mixed, int tokenMultiple, int maxTokens, int maxSequences) {

    /** Any batch at all. */
    public static BatchConstraints none() {
        return new BatchConstraints(true, 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
}
