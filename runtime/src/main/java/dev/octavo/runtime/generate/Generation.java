package dev.octavo.runtime.generate;

import java.util.List;
import java.util.Optional;

/**
 * A running request. One thread reads it; any thread may close it, which aborts what is not finished and frees its KV blocks within a step.
 */
public interface Generation extends AutoCloseable {

    /** The request's id. */
    String id();

    /**
     * The next chunk of any choice; blocks until there is one. Detokenising and looking for stop texts happens on the calling thread.
     *
     * @return empty once every choice is finished
     * @throws dev.octavo.spi.OctavoException if the engine failed on the request
     * @throws InterruptedException if the thread was interrupted; the request goes on
     */
    Optional<GenerationChunk> next() throws InterruptedException;

    /** For each prompt token its log-probability, where asked for; the first is empty. Known once the first chunk was returned. */
    List<Optional<TokenLogprob>> promptLogprobs();

    /** Token counts and times so far. */
    GenerationUsage usage();

    /** Where its time went so far. */
    default GenerationTimes times() {
        return GenerationTimes.UNKNOWN;
    }

    /** Aborts what is not finished; idempotent. */
    @Override
    void close();
}
