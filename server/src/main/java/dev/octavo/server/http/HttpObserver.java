package dev.octavo.server.http;

/** Told of every request that reached a handler, once it is over. Called on the request's thread; must not block. */
@FunctionalInterface
public interface HttpObserver {

    /** Looks away. */
    HttpObserver NONE = request -> {};

    /**
     * A request that is over.
     *
     * @param method as the client wrote it
     * @param route the template of the route, or {@code none}
     * @param status what was answered; 499 if the client left before an answer began
     * @param requestBytes of the body
     * @param responseBytes of the body
     * @param seconds from the last byte of the request to the last byte of the answer
     */
    record Answered(String method, String route, int status, long requestBytes, long responseBytes, double seconds) {}

    /** A request is over. */
    void answered(Answered request);
}
