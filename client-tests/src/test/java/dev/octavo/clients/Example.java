package dev.octavo.clients;

import java.util.function.Consumer;

/** What docs/clients.md shows for a library: the same story, asked for as a whole and as a stream. */
interface Example {

    /**
     * @param print takes the pieces of the streamed story
     * @return the story that was asked for as a whole
     */
    String tell(String url, String key, Consumer<String> print) throws Exception;
}
