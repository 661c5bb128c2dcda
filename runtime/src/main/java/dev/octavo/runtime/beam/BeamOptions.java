package dev.octavo.runtime.beam;

import dev.octavo.spi.UserException;

/**
 * What a search asks for besides the sampling parameters of its request.
 *
 * @param lengthPenalty scores are sums of log-probabilities divided by the number of generated tokens to this power: above 0 favours long outputs, below 0 short ones
 * @param earlyStopping when it may end
 */
public record BeamOptions(double lengthPenalty, EarlyStopping earlyStopping) {

    private static final double MOST = 100;

    /** Checks the range. */
    public BeamOptions {
        if (!(Math.abs(lengthPenalty) <= MOST)) {
            throw new UserException("length_penalty must be from -100 to 100, but is " + lengthPenalty);
        }
    }

    /** A length penalty of 1. */
    public static BeamOptions defaults() {
        return new BeamOptions(1, EarlyStopping.HEURISTIC);
    }
}
