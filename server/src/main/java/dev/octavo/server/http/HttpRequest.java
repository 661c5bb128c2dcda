package dev.octavo.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/** A whole request. Immutable as far as its users are concerned. */
public final class HttpRequest {

    /** The request that the running thread answers; bound while a handler runs. */
    static final ScopedValue<HttpRequest> CURRENT = ScopedValue.newInstance();

    private final String id;
    private final String method;
    private final String path;
    private final String target;
    private final HttpHeaders headers;
    private final byte[] body;

    HttpRequest(String id, String method, String path, String target, HttpHeaders headers, byte[] body) {
        this.id = id;
        this.method = method;
        this.path = path;
        this.target = target;
        this.headers = headers;
        this.body = body;
    }

    /** The request that the calling thread answers; empty on threads that answer none. */
    public static Optional<HttpRequest> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** The client's {@code X-Request-Id} if it sent a sound one, else a new id; letters, digits and {@code -_.:} only. */
    public String id() {
        return id;
    }

    /** The method, in capitals. */
    public String method() {
        return method;
    }

    /** The path, percent-decoded, without the query. */
    public String path() {
        return path;
    }

    /** The request target as the client sent it, query and all, with whatever a proxy put before the path. */
    public String target() {
        return target;
    }

    /** The first value that the query has for a name; empty text if it has the name alone. */
    public Optional<String> query(String name) {
        return QueryString.value(target, name);
    }

    /** The first field of that name, in any case of letters. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The body; not to be changed. */
    public byte[] body() {
        return body;
    }
}
