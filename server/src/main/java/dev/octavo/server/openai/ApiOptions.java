package dev.octavo.server.openai;

import dev.octavo.spi.UserException;

/**
 * What the protocols' routes may keep and how they stream.
 *
 * @param storedResponses most answers of {@code /v1/responses} that are kept for {@code previous_response_id}; 0 keeps none
 * @param storedBytes most memory that kept answers may take, roughly
 * @param streamInterval tokens that a chunk of a stream gathers unless a request says; 1 for all as they come
 */
public record ApiOptions(int storedResponses, long storedBytes, int streamInterval) {

    /** Checks the ranges. */
    public ApiOptions {
        if (storedResponses < 0 || storedBytes < 0 || streamInterval < 1) {
            throw new UserException("stored responses must be at least 0 and the stream interval at least 1");
        }
    }

    /** Keeps nothing, streams every token. */
    public static ApiOptions defaults() {
        return new ApiOptions(0, 256L << 20, 1);
    }

    /** The same with another number of kept answers. */
    public ApiOptions withStoredResponses(int count) {
        return new ApiOptions(count, storedBytes, streamInterval);
    }

    /** The same with another stream interval. */
    public ApiOptions withStreamInterval(int tokens) {
        return new ApiOptions(storedResponses, storedBytes, tokens);
    }
}
