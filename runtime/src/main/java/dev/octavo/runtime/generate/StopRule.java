package dev.octavo.runtime.generate;

import dev.octavo.runtime.sample.SamplingParams;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** When a token ends an output: end of sequence, stop token, then length. Stop texts are the reader's business. */
final class StopRule {

    private final int[] endOfSequence;
    private final int[] stopTokens;
    private final boolean ignoreEos;
    private final int minTokens;
    private final int maxTokens;
    private final int maxLength;

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
    }

    /** All tokens that must not come before {@code min_tokens}. */
    int[] endings() {
        return IntStream.concat(IntStream.of(endOfSequence), IntStream.of(stopTokens))
                .distinct()
                .toArray();
    }

    /** How the output ends with the token that was just added, if it does. */
    @Nullable
    Ending check(int token, int outputLength, int length) {
        if (outputLength >= minTokens) {
            if (!ignoreEos && contains(endOfSequence, token)) {
                return Ending.endOfSequence(length);
            }
            if (contains(stopTokens, token)) {
                return Ending.stopToken(length, token);
            }
        }
        return isLast(outputLength, length) ? Ending.at(FinishReason.LENGTH, length) : null;
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
