package dev.octavo.server.protocol;

import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.server.http.ClientGoneException;

/** A chat that is ready to run. */
public interface PreparedChat {

    /** The rendered prompt. */
    String promptText();

    /** Its tokens; not to be changed. */
    int[] promptIds();

    /** How tokens will be chosen, the model's defaults filled in. */
    SamplingParams sampling();

    /**
     * Queues the chat for its only answer.
     *
     * @param id the answer's id
     * @param client aborts the chat by leaving
     */
    ChatRun submit(String id, Client client) throws ClientGoneException;
}
