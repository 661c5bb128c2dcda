package dev.octavo.runtime.execute;

import dev.octavo.spi.BatchConstraints;
import java.lang.foreign.MemorySegment;

/** A loaded model on a device, with its KV cache. Used by one thread at a time (the step loop). */
public interface ModelRunner extends AutoCloseable {

    /** What the step loop has to keep to. */
    RunnerLimits limits();

    /** What the device asks of every batch. */
    default BatchConstraints constraints() {
        return BatchConstraints.none();
    }

    /** Most rows of logits that a step can ask for; at least {@link RunnerLimits#maxSequences()}. More speed up log-probabilities of prompts. */
    default int maxLogitRows() {
        return limits().maxSequences();
    }

    /** The batch that is filled for {@link #step}; always the same object. */
    StepBatch batch();

    /**
     * Runs the batch: stores keys and values of its tokens and computes the logits that were asked for.
     *
     * @return f32 {@code [logitRows, vocabularySize]} in host memory, row-major; valid, and free to be overwritten by the caller, until the next step
     */
    MemorySegment step();

    /** Frees the model and its cache; idempotent. */
    @Override
    void close();
}
