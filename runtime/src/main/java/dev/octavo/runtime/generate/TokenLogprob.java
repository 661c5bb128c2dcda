package dev.octavo.runtime.generate;

import java.util.List;

/**
 * The log-probability of a token and of its rivals.
 *
 * @param tokenId the token
 * @param logprob natural logarithm of its probability
 * @param rank 1 for the most likely token
 * @param top the most likely tokens, as many as asked for, falling; the token itself may be among them
 */
public record TokenLogprob(int tokenId, float logprob, int rank, List<Alternative> top) {

    /** A rival. */
    public record Alternative(int tokenId, float logprob) {}
}
