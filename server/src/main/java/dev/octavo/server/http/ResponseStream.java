package dev.octavo.server.http;

/** The body of an answer, piece by piece. Used by one thread at a time. */
public interface ResponseStream {

    /**
     * Sends a piece at once. Blocks while the client's socket is full, at most {@link HttpLimits#writeTimeout()}.
     *
     * @param data read before this returns, and not kept
     * @throws ClientGoneException if the client left, or left its socket full for too long and was cut off
     */
    void write(byte[] data, int offset, int length) throws ClientGoneException;

    /** Ends the body; idempotent. */
    void finish() throws ClientGoneException;
}
