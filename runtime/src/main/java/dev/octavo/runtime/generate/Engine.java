package dev.octavo.runtime.generate;

import dev.octavo.runtime.metrics.Metrics;
import java.time.Duration;
import java.util.Optional;

/**
 * A model that serves many requests at once by continuous batching. Safe for use by any number of threads.
 */
public interface Engine extends AutoCloseable {

    /** The model: names, lengths, tokenizer, chat template, defaults. */
    ServedModel model();

    /**
     * Queues a request.
     *
     * @throws dev.octavo.spi.UserException if it can never run: prompt too long (both lengths in the message), token ids out of range, bad parameters
     * @throws dev.octavo.spi.ResourceException at once, if the queue is full or the engine is shutting down
     */
    Generation submit(GenerationRequest request);

    /** Figures of this moment. */
    EngineStats stats();

    /** All figures since the start, under vLLM's names. */
    Metrics metrics();

    /** Empty while the step loop works; else what ended it. */
    Optional<Throwable> failure();

    /** How long the step that is being run has been running; zero between two steps. A long time means that the device hangs. */
    default Duration stepTime() {
        return Duration.ZERO;
    }

    /** What operators may do to it. */
    default EngineControl control() {
        return EngineControl.NONE;
    }

    /** Refuses new requests and waits until the running ones are finished or the time is over; returns whether all finished. */
    boolean drain(Duration timeout) throws InterruptedException;

    /** Aborts what is running and frees everything; idempotent. */
    @Override
    void close();
}
