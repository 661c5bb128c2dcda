package dev.octavo.runtime.sample;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Collects {@link SamplingParams}; every setter returns the builder, and {@link #build()} checks the ranges. */
public final class SamplingParamsBuilder {

    private int n = 1;
    private float temperature = 1;
    private float topP = 1;
    private int topK;
    private float minP;
    private float repetitionPenalty = 1;
    private float frequencyPenalty;
    private float presencePenalty;
    private Map<Integer, Float> logitBias = Map.of();
    private List<Integer> allowedTokenIds = List.of();
    private List<List<Integer>> badWords = List.of();
    private OptionalLong seed = OptionalLong.empty();
    private List<String> stop = List.of();
    private List<Integer> stopTokenIds = List.of();
    private boolean includeStopInOutput;
    private boolean ignoreEos;
    private int minTokens;
    private int maxTokens = 16;
    private OptionalInt logprobs = OptionalInt.empty();
    private OptionalInt promptLogprobs = OptionalInt.empty();
    private List<Integer> logprobTokenIds = List.of();
    private Optional<LogprobsMode> logprobsMode = Optional.empty();
    private Optional<RepetitionDetection> repetitionDetection = Optional.empty();
    private boolean skipSpecialTokens = true;
    private boolean spacesBetweenSpecialTokens = true;

    SamplingParamsBuilder() {}

    /** Sets {@link SamplingParams#n()}. */
    public SamplingParamsBuilder n(int value) {
        this.n = value;
        return this;
    }

    /** Sets {@link SamplingParams#temperature()}. */
    public SamplingParamsBuilder temperature(float value) {
        this.temperature = value;
        return this;
    }

    /** Sets {@link SamplingParams#topP()}. */
    public SamplingParamsBuilder topP(float value) {
        this.topP = value;
        return this;
    }

    /** Sets {@link SamplingParams#topK()}. */
    public SamplingParamsBuilder topK(int value) {
        this.topK = value;
        return this;
    }

    /** Sets {@link SamplingParams#minP()}. */
    public SamplingParamsBuilder minP(float value) {
        this.minP = value;
        return this;
    }

    /** Sets {@link SamplingParams#repetitionPenalty()}. */
    public SamplingParamsBuilder repetitionPenalty(float value) {
        this.repetitionPenalty = value;
        return this;
    }

    /** Sets {@link SamplingParams#frequencyPenalty()}. */
    public SamplingParamsBuilder frequencyPenalty(float value) {
        this.frequencyPenalty = value;
        return this;
    }

    /** Sets {@link SamplingParams#presencePenalty()}. */
    public SamplingParamsBuilder presencePenalty(float value) {
        this.presencePenalty = value;
        return this;
    }

    /** Sets {@link SamplingParams#logitBias()}. */
    public SamplingParamsBuilder logitBias(Map<Integer, Float> value) {
        this.logitBias = value;
        return this;
    }

    /** Sets {@link SamplingParams#allowedTokenIds()}. */
    public SamplingParamsBuilder allowedTokenIds(List<Integer> value) {
        this.allowedTokenIds = value;
        return this;
    }

    /** Sets {@link SamplingParams#badWords()}. */
    public SamplingParamsBuilder badWords(List<List<Integer>> value) {
        this.badWords = value;
        return this;
    }

    /** Sets {@link SamplingParams#seed()}. */
    public SamplingParamsBuilder seed(long value) {
        this.seed = OptionalLong.of(value);
        return this;
    }

    /** Sets {@link SamplingParams#stop()}. */
    public SamplingParamsBuilder stop(List<String> value) {
        this.stop = value;
        return this;
    }

    /** Sets {@link SamplingParams#stopTokenIds()}. */
    public SamplingParamsBuilder stopTokenIds(List<Integer> value) {
        this.stopTokenIds = value;
        return this;
    }

    /** Sets {@link SamplingParams#includeStopInOutput()}. */
    public SamplingParamsBuilder includeStopInOutput(boolean value) {
        this.includeStopInOutput = value;
        return this;
    }

    /** Sets {@link SamplingParams#ignoreEos()}. */
    public SamplingParamsBuilder ignoreEos(boolean value) {
        this.ignoreEos = value;
        return this;
    }

    /** Sets {@link SamplingParams#minTokens()}. */
    public SamplingParamsBuilder minTokens(int value) {
        this.minTokens = value;
        return this;
    }

    /** Sets {@link SamplingParams#maxTokens()}. */
    public SamplingParamsBuilder maxTokens(int value) {
        this.maxTokens = value;
        return this;
    }

    /** Sets {@link SamplingParams#logprobs()}. */
    public SamplingParamsBuilder logprobs(int value) {
        this.logprobs = OptionalInt.of(value);
        return this;
    }

    /** Sets {@link SamplingParams#promptLogprobs()}. */
    public SamplingParamsBuilder promptLogprobs(int value) {
        this.promptLogprobs = OptionalInt.of(value);
        return this;
    }

    /** Sets {@link SamplingParams#logprobTokenIds()}. */
    public SamplingParamsBuilder logprobTokenIds(List<Integer> value) {
        this.logprobTokenIds = value;
        return this;
    }

    /** Sets {@link SamplingParams#logprobsMode()}. */
    public SamplingParamsBuilder logprobsMode(LogprobsMode value) {
        this.logprobsMode = Optional.of(value);
        return this;
    }

    /** Sets {@link SamplingParams#repetitionDetection()}. */
    public SamplingParamsBuilder repetitionDetection(RepetitionDetection value) {
        this.repetitionDetection = Optional.of(value);
        return this;
    }

    /** Sets {@link SamplingParams#spacesBetweenSpecialTokens()}. */
    public SamplingParamsBuilder spacesBetweenSpecialTokens(boolean value) {
        this.spacesBetweenSpecialTokens = value;
        return this;
    }

    /** Sets {@link SamplingParams#skipSpecialTokens()}. */
    public SamplingParamsBuilder skipSpecialTokens(boolean value) {
        this.skipSpecialTokens = value;
        return this;
    }

    /**
     * The parameters.
     *
     * @throws dev.octavo.spi.UserException if one is out of range; the message names it
     */
    public SamplingParams build() {
        return new SamplingParams(
                n,
                temperature,
                topP,
                topK,
                minP,
                repetitionPenalty,
                frequencyPenalty,
                presencePenalty,
                logitBias,
                allowedTokenIds,
                badWords,
                seed,
                stop,
                stopTokenIds,
                includeStopInOutput,
                ignoreEos,
                minTokens,
                maxTokens,
                logprobs,
                promptLogprobs,
                logprobTokenIds,
                logprobsMode,
                repetitionDetection,
                skipSpecialTokens,
                spacesBetweenSpecialTokens);
    }
}
