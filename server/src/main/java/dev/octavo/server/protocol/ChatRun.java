package dev.octavo.server.protocol;

import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationUsage;
import dev.octavo.server.http.ClientGoneException;

/** A chat under way. One thread reads it; any thread may close it, which aborts what is not finished. */
public interface ChatRun extends AutoCloseable {

    /** Takes chunks one after the other. */
    @FunctionalInterface
    interface Listener {
        /** Takes a chunk. */
        void accept(GenerationChunk chunk) throws ClientGoneException;
    }

    /** Reads to the end; an aborted chat simply ends. */
    void read(Listener listener) throws ClientGoneException, InterruptedException;

    /** Token counts so far. */
    GenerationUsage usage();

    /** Aborts what is not finished; idempotent. */
    @Override
    void close();
}
