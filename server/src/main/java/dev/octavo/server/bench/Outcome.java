package dev.octavo.server.bench;

import java.util.List;
import java.util.Optional;

/**
 * What became of one request. Times are in seconds.
 *
 * @param start when it was sent, from the start of the run
 * @param latency from sending to the last byte
 * @param timeToFirstToken from sending to the first token; 0 if there was none
 * @param interTokenLatencies gaps between the pieces of the answer
 * @param inputTokens tokens of the prompt
 * @param outputTokens tokens of the answer, as the server counted them
 * @param text the answer
 * @param error why it failed; empty for success
 */
public record Outcome(
        double start,
        double latency,
        double timeToFirstToken,
        List<Double> interTokenLatencies,
        int inputTokens,
        int outputTokens,
        String text,
        Optional<String> error) {

    /** A request that failed. */
    static Outcome failed(double start, double latency, int inputTokens, String error) {
        return new Outcome(start, latency, 0, List.of(), inputTokens, 0, "", Optional.of(error));
    }

    /** Whether it was answered to the end. */
    public boolean success() {
        return error.isEmpty();
    }

    /** Time per output token behind the first one (TPOT); 0 with fewer than two tokens. */
    public double timePerOutputToken() {
        return outputTokens > 1 ? (latency - timeToFirstToken) / (outputTokens - 1) : 0;
    }
}
