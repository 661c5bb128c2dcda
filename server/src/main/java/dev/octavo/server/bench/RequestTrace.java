package dev.octavo.server.bench;

import java.util.Optional;

/**
 * What a client saw of one request; times in nanoseconds of one clock.
 *
 * @param inputTokens tokens of the prompt
 * @param outputTokens tokens of the answer, as the server counts them
 * @param sent when it was sent
 * @param chunks when each chunk with text or tokens came
 * @param ended when the answer was over
 * @param error what went wrong, if anything did
 */
public record RequestTrace(
        int inputTokens, int outputTokens, long sent, long[] chunks, long ended, Optional<String> error) {

    /** Milliseconds to the first chunk. */
    public double timeToFirstToken() {
        return chunks.length == 0 ? 0 : (chunks[0] - sent) / 1e6;
    }

    /** Milliseconds from sending to the end. */
    public double endToEnd() {
        return (ended - sent) / 1e6;
    }

    /** Milliseconds per output token behind the first. */
    public double timePerOutputToken() {
        return outputTokens > 1 ? (endToEnd() - timeToFirstToken()) / (outputTokens - 1) : 0;
    }
}
