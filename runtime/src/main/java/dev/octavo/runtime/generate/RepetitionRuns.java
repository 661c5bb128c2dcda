package dev.octavo.runtime.generate;

import dev.octavo.runtime.sample.RepetitionDetection;

/**
 * Looks whether an output ends with a pattern that stands there several times. For each length of a pattern it counts how many of the last tokens equal the token that many
 * places before them: a pattern of length d stands there c times when the last {@code d * (c - 1)} do. So a new token takes one comparison for each length, however long the
 * output is.
 */
final class RepetitionRuns {

    private final int shortest;
    private final int minCount;
    private final int[] runs;

    /**
     * @param detection enabled
     * @param maxTokens most tokens of the output: longer patterns could never repeat
     */
    RepetitionRuns(RepetitionDetection detection, int maxTokens) {
        this.shortest = Math.max(1, detection.minPatternSize());
        this.minCount = detection.minCount();
        int longest = Math.min(detection.maxPatternSize(), maxTokens / minCount);
        this.runs = new int[Math.max(0, longest - shortest + 1)];
    }

    /**
     * Takes the token that was just added; true if the output now repeats itself.
     *
     * @param tokens prompt and output, of which only the output counts
     */
    boolean add(int[] tokens, int outputLength, int length) {
        int token = tokens[length - 1];
        boolean found = false;
        int reachable = Math.min(runs.length, outputLength - shortest);
        for (int i = 0; i < reachable; i++) {
            int pattern = shortest + i;
            int run = tokens[length - 1 - pattern] == token ? runs[i] + 1 : 0;
            runs[i] = run;
            found |= run >= (long) pattern * (minCount - 1);
        }
        return found;
    }
}
