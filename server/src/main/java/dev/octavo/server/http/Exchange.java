package dev.octavo.server.http;

/** A request and the way to answer it. Belongs to the handler's thread, but for {@link #onDisconnect} and {@link #requirePresent}. */
public interface Exchange {

    /** The request. */
    HttpRequest request();

    /** Says which route answers, by its template, for figures and logs. */
    void route(String template);

    /**
     * Adds a header field to whatever the answer will be.
     *
     * @param name a token
     * @param value without line breaks
     */
    void addHeader(String name, String value);

    /** Sends a whole answer. */
    void respond(HttpResponse response) throws ClientGoneException;

    /** Sends the head of an answer whose body follows piece by piece. */
    ResponseStream stream(int status, String contentType) throws ClientGoneException;

    /** Whether an answer has begun. */
    boolean answered();

    /** Returns if the connection is open; worth asking before costly work. */
    void requirePresent() throws ClientGoneException;

    /**
     * Has an action run, on a thread of its own, as soon as the client leaves or is cut off; at once if that has happened.
     * What is registered is forgotten when the handler returns.
     */
    void onDisconnect(Runnable action);
}
