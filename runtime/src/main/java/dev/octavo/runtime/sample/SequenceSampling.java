package dev.octavo.runtime.sample;

import dev.octavo.runtime.execute.RowDraws;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Sampler} needs to know of one output: its parameters in arrays, the key of its random numbers and its token counts. Made on the client's thread, used by the
 * step loop.
 */
public final class SequenceSampling {

    private final SamplingParams params;
    private final long randomKey;
    private final int[] allowed;
    private final int[][] badWords;
    private final int[] biasTokens;
    private final float[] bias;
    private final int[] endings;
    private final @Nullable TokenCounts counts;
    private final boolean alwaysAdjusts;

    /**
     * @param params of the request
     * @param seed the request's seed, or a random number
     * @param choice which output of the request
     * @param endings all tokens that could end the output: none of them before {@code min_tokens}
     * @param prompt tokens of the prompt
     */
    public SequenceSampling(SamplingParams params, long seed, int choice, int[] endings, int[] prompt) {
        this.params = params;
        this.randomKey = CounterRandom.key(seed, choice);
        this.endings = endings;
        this.allowed = params.allowedTokenIds().stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .distinct()
                .toArray();
        this.badWords = params.badWords().stream().map(SequenceSampling::ints).toArray(int[][]::new);
        this.biasTokens = ints(params.logitBias().keySet());
        this.bias = new float[biasTokens.length];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = params.logitBias().getOrDefault(biasTokens[i], 0f);
        }
        this.counts = penalises(params) ? new TokenCounts(prompt) : null;
        this.alwaysAdjusts = counts != null || allowed.length > 0 || badWords.length > 0 || bias.length > 0;
    }

    private static boolean penalises(SamplingParams params) {
        return params.repetitionPenalty() != 1 || params.frequencyPenalty() != 0 || params.presencePenalty() != 0;
    }

    private static int[] ints(Collection<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A token was added to the output. */
    public void accept(int token) {
        if (counts != null) {
            counts.add(token);
        }
    }

    /**
     * Has a device draw the next token, if that is all there is to it: nothing changes the logits, and nobody asks for log-probabilities.
     *
     * @param outputLength tokens of the output so far
     * @param row of the logits
     * @param draws gets what the device needs to know
     * @return false if the host has to choose
     */
    public boolean drawOnDevice(int outputLength, int row, RowDraws draws) {
        if (adjusts(outputLength)) {
            return false;
        }
        if (params.isGreedy()) {
            draws.want(row, 0, 0, 1, 0, 0);
        } else {
            draws.want(
                    row,
                    params.temperature(),
                    params.minP(),
                    params.topP(),
                    Math.max(0, params.topK()),
                    random(outputLength));
        }
        return true;
    }

    SamplingParams params() {
        return params;
    }

    /** Whether {@link #adjust} would do anything for an output of so many tokens. */
    boolean adjusts(int outputLength) {
        return alwaysAdjusts || outputLength < params.minTokens();
    }

    long random(int position) {
        return CounterRandom.bits(randomKey, position);
    }

    /**
     * Applies everything that comes before the temperature.
     *
     * @param logits changed in place
     * @param tokens prompt and output
     * @param outputStart where the output starts
     * @param length tokens known
     */
    void adjust(float[] logits, int vocabulary, int[] tokens, int outputStart, int length) {
        if (allowed.length > 0) {
            LogitMasks.keepOnly(logits, vocabulary, allowed);
        }
        for (int[] word : badWords) {
            LogitMasks.forbidCompletion(logits, word, tokens, outputStart, length);
        }
        if (length - outputStart < params.minTokens()) {
            LogitMasks.forbid(logits, vocabulary, endings);
        }
        for (int i = 0; i < bias.length; i++) {
            logits[biasTokens[i]] += bias[i];
        }
        if (counts != null) {
            counts.penalise(logits, params.repetitionPenalty(), params.frequencyPenalty(), params.presencePenalty());
        }
    }
}
