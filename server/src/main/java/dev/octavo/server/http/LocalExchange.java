package dev.octavo.server.http;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request from within the process, answered into memory; nobody can leave it, and it cannot be streamed to. */
public final class LocalExchange implements Exchange {

    private final HttpRequest request;
    private @Nullable HttpResponse response;

    /**
     * A request.
     *
     * @param id a sound id
     * @param path without a query
     * @param body not changed any more
     */
    public LocalExchange(String id, String method, String path, byte[] body) {
        this.request = new HttpRequest(id, method, path, path, EmptyHttpHeaders.INSTANCE, body);
    }

    /** The answer, once there is one. */
    public Optional<HttpResponse> response() {
        return Optional.ofNullable(response);
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public void route(String template) {}

    @Override
    public void addHeader(String name, String value) {}

    @Override
    public void respond(HttpResponse answer) {
        if (response != null) {
            throw new IllegalStateException("a request is answered once");
        }
        response = answer;
    }

    @Override
    public ResponseStream stream(int status, String contentType) {
        throw new UnsupportedOperationException("requests from within the process are not streamed to");
    }

    @Override
    public boolean answered() {
        return response != null;
    }

    @Override
    public void requirePresent() {}

    @Override
    public void onDisconnect(Runnable action) {}
}
