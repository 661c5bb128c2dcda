package dev.octavo.runtime.generate;

import dev.octavo.runtime.sample.RepetitionDetection;
import dev.octavo.runtime.sample.SamplingParams;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** When a token ends an output: end of sequence, stop token, length, then repetition. Stop texts are the reader's business. For one output only. */
final class StopRule {

    private final int[] endOfSequence;
    private final int[] stopTokens;
    private final boolean ignoreEos;
    private final int minTokens;
    private final int maxTokens;
    private final int maxLength;
    private final @Nullable RepetitionRuns repetition;

    /**
     * @param maxLength most tokens of prompt and output together
     */
    StopRule(SamplingParams params, Set<Integer> endOfSequence, int maxLength) {
        this.endOfSequence = endOfSequence.stream().mapToInt(Integer::intValue).toArray();
        this.stopTokens =
                params.stopTokenIds().stream().mapToInt(Integer::intValue).toArray();
        this.ignoreEos = params.ignoreEos();
        this.minTokens = params.minTokens();
        this.maxTokens = params.maxTokens();
        this.maxLength = maxLength;
        this.repetition = params.repetitionDetection()
                .filter(RepetitionDetection::enabled)
                .map(detection -> new RepetitionRuns(detection, params.maxTokens()))
                .orElse(null);
    }

    /** All tokens that must not come before {@code min_tokens}. */
    int[] endings() {
        return IntStream.concat(IntStream.of(endOfSequence), IntStream.of(stopTokens))
                .distinct()
                .toArray();
    }

    /** How the output ends with the token that was just added, if it does. */
    @Nullable
    Ending check(int[] tokens, int outputLength, int length) {
        int token = tokens[length - 1];
        boolean repeats = repetition != null && repetition.add(tokens, outputLength, length);
        if (outputLength >= minTokens) {
            if (!ignoreEos && contains(endOfSequence, token)) {
                return Ending.endOfSequence(length);
            }
            if (contains(stopTokens, token)) {
                return Ending.stopToken(length, token);
            }
        }
        if (isLast(outputLength, length)) {
            return Ending.at(FinishReason.LENGTH, length);
        }
        return repeats && outputLength >= minTokens ? Ending.at(FinishReason.REPETITION, length) : null;
    }

    /** Whether an output certainly ends here, whatever its last token is. */
    boolean isLast(int outputLength, int length) {
        return outputLength >= maxTokens || length >= maxLength;
    }

    private static boolean contains(int[] tokens, int token) {
        for (int one : tokens) {
            if (one == token) {
                return true;
            }
        }
        return false;
    }
}
