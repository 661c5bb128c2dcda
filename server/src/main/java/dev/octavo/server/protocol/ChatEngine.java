package dev.octavo.server.protocol;

import dev.octavo.runtime.generate.ServedModel;

/**
 * Chats for protocols that are not {@code /v1/chat/completions} but can be said in its terms, so that templates, sampling and limits are read in one place. Safe for use by
 * any number of threads.
 */
public interface ChatEngine {

    /** The model that answers. */
    ServedModel model();

    /**
     * Reads, renders and encodes a chat, and checks that it fits.
     *
     * @param request the fields of {@code /v1/chat/completions}
     * @throws ApiException if the request is wrong; it names fields as they are called there
     */
    PreparedChat prepare(Fields request);

    /** What a client is told of an error; an unexpected one goes to the log under the request's id. */
    ApiException explain(Throwable error, String requestId);
}
