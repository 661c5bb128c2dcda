package dev.octavo.runtime.sample;

/** What a reported "log-probability" is; vLLM's {@code --logprobs-mode}. */
public enum LogprobsMode {
    /** Log-probabilities of what the model computed. */
    RAW_LOGPROBS(false, true),
    /** Log-probabilities after masks, biases, penalties, temperature and truncation: of what was really drawn from. Minus infinity for what could not be drawn. */
    PROCESSED_LOGPROBS(true, true),
    /** Logits as the model computed them. */
    RAW_LOGITS(false, false),
    /** Logits after masks, biases, penalties, temperature and truncation. */
    PROCESSED_LOGITS(true, false);

    private final boolean processed;
    private final boolean normalised;

    LogprobsMode(boolean processed, boolean normalised) {
        this.processed = processed;
        this.normalised = normalised;
    }

    boolean processed() {
        return processed;
    }

    boolean normalised() {
        return normalised;
    }
}
