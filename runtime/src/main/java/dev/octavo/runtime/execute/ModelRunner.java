package dev.octavo.runtime.execute;

import dev.octavo.spi.BatchConstraints;
import dev.octavo.spi.UnsupportedSpecException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

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

    /** Whether {@link #launch} returns before the step has run, so that the caller can work meanwhile. */
    default boolean isAsynchronous() {
        return false;
    }

    /**
     * Steps that may be launched before the first of them is awaited: 1, or 2 where a step takes tokens that the one before it draws on the device ({@link StepBatch#addDrawnToken}). Of two, the
     * first must leave no row of logits to the host.
     */
    default int maxStepsInFlight() {
        return 1;
    }

    /**
     * The batch that is filled for the next {@link #launch}, not to be touched between {@code launch} and {@link #await}. The same object whenever no step is in flight; where two may be, a second
     * one takes turns with it.
     */
    StepBatch batch();

    /** By which the caller has the device choose tokens, to be filled with the batch, and as many objects as there are batches; empty where only the host chooses. */
    default Optional<RowDraws> draws() {
        return Optional.empty();
    }

    /** Starts the batch: stores keys and values of its tokens and computes the logits that were asked for. Steps run in the order of their launches. A step whose launch throws is not in flight. */
    void launch();

    /**
     * Waits for the first step that was launched and not awaited; it is not in flight any more, even if this throws.
     *
     * @return f32 {@code [logitRows, vocabularySize]} in host memory, row-major, without those rows that the device drew ({@link #drawn}); valid, and free to be overwritten by the caller, until the next launch
     */
    MemorySegment await();

    /** What the device drew in the step that was awaited last, until the next launch. */
    default Optional<RowDraws> drawn() {
        return draws();
    }

    /** Moves KV blocks to host memory and back, by the thread that launches; empty where that is not possible. */
    default Optional<BlockCopier> blockCopier() {
        return Optional.empty();
    }

    /**
     * Says all that decides what a KV block holds for given tokens: weights, types, device. Blocks of runners with equal texts may stand for each other, in another process too; empty if that
     * is not known.
     */
    default Optional<String> cacheIdentity() {
        return Optional.empty();
    }

    /** Whether {@link #sleep} can free its memory. */
    default boolean canSleep() {
        return false;
    }

    /** Frees the memory of weights, cache and activations. Until {@link #wake} nothing else may be called but {@link #limits}, {@link #sleep} and {@link #close}; idempotent. */
    default void sleep() {
        throw new UnsupportedSpecException("this model runner cannot give its memory back");
    }

    /**
     * Takes the memory again; idempotent. The cache holds nothing, {@link #batch} and {@link #blockCopier} are new.
     *
     * @throws RuntimeException if that failed; it sleeps on then, and may be woken again
     */
    default void wake() {}

    /** Launches the batch and waits for it. */
    default MemorySegment step() {
        launch();
        return await();
    }

    /** Frees the model and its cache; idempotent. */
    @Override
    void close();
}
