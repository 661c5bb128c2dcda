package dev.octavo.runtime.sample;

import dev.octavo.spi.UserException;

/**
 * When an output counts as stuck: it ends with some pattern of tokens again and again. As vLLM's {@code repetition_detection}.
 *
 * @param maxPatternSize tokens of the longest pattern looked for, 0 (off) to {@value #MAX_PATTERN_SIZE}
 * @param minPatternSize tokens of the shortest pattern looked for; 0 counts as 1
 * @param minCount how often the pattern must stand at the end, at least 2 unless off
 */
public record RepetitionDetection(int maxPatternSize, int minPatternSize, int minCount) {

    /** The longest pattern: looking for one takes a comparison a token. */
    public static final int MAX_PATTERN_SIZE = 4096;

    /** Checks every range; the message names the field. */
    public RepetitionDetection {
        require(
                maxPatternSize >= 0 && maxPatternSize <= MAX_PATTERN_SIZE,
                "max_pattern_size",
                maxPatternSize,
                "from 0 to " + MAX_PATTERN_SIZE);
        require(
                minPatternSize >= 0 && minPatternSize <= maxPatternSize,
                "min_pattern_size",
                minPatternSize,
                "from 0 to max_pattern_size (" + maxPatternSize + ")");
        require(
                maxPatternSize == 0 || minCount >= 2,
                "min_count",
                minCount,
                "at least 2 where max_pattern_size is set");
    }

    private static void require(boolean ok, String field, Object value, String expected) {
        if (!ok) {
            throw new UserException(
                    "repetition_detection must be sound: its " + field + " must be " + expected + ", but is " + value);
        }
    }

    /** Whether anything is looked for. */
    public boolean enabled() {
        return maxPatternSize > 0;
    }
}
