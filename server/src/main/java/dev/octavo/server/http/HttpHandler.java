package dev.octavo.server.http;

/** Answers requests. Runs on a virtual thread of its own for each request and may block. */
@FunctionalInterface
public interface HttpHandler {

    /**
     * Answers one request, by exactly one of {@link Exchange#respond} and {@link Exchange#stream}.
     *
     * @throws ClientGoneException if the client left; nothing more is done
     * @throws InterruptedException if the server is being closed
     */
    void handle(Exchange exchange) throws ClientGoneException, InterruptedException;
}
