package dev.octavo.clients;

import java.util.function.Consumer;

/** A library under test, reduced to what all of them can do. Exceptions come out as the library throws them. */
interface ChatClient extends AutoCloseable {

    Answer whole(Ask ask) throws Exception;

    /** Streams an answer; returns what the library holds at the end. */
    Answer streamed(Ask ask, Consumer<String> pieces) throws Exception;

    /** Streams an answer and leaves it at its first piece: calls {@code left} just before it cancels. */
    void leave(Ask ask, Runnable left) throws Exception;

    @Override
    default void close() {}
}
