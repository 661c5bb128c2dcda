package dev.octavo.runtime.generate;

/** Why an output ended. */
public enum FinishReason {
    /** End-of-sequence token, stop token or stop text. */
    STOP,
    /** {@code max_tokens} or the model's length was reached. */
    LENGTH,
    /** The output repeats itself; see {@code repetition_detection}. */
    REPETITION,
    /** The client left or the request was aborted. */
    ABORT,
    /** The engine failed on it. */
    ERROR
}
