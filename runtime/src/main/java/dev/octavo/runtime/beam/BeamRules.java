package dev.octavo.runtime.beam;

import java.util.Set;

/**
 * What a search keeps and where it ends.
 *
 * @param width beams kept, and outputs wanted
 * @param endTokens tokens that finish an output
 * @param minTokens before so many, no end token is taken
 * @param maxTokens most tokens of an output
 * @param options length penalty and early stopping
 */
record BeamRules(int width, Set<Integer> endTokens, int minTokens, int maxTokens, BeamOptions options) {

    BeamRules {
        endTokens = Set.copyOf(endTokens);
    }

    /** Continuations looked at in a step: even if every beam ended in every possible way, {@link #width} would be left to go on with. */
    int continuations() {
        return Math.max(2, 1 + endTokens.size()) * width;
    }

    /** Continuations to ask of each beam: end tokens that come too early are passed over. */
    int alternatives() {
        return continuations() + (minTokens > 0 ? endTokens.size() : 0);
    }

    boolean ends(int token) {
        return endTokens.contains(token);
    }

    /** The score by which finished outputs are compared. */
    double score(double sum, int length) {
        return sum / Math.pow(length, options.lengthPenalty());
    }
}
