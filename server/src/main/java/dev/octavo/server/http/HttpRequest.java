package dev.octavo.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/** A whole request. Immutable as far as its users are concerned. */
public final class HttpRequest {

    private final String id;
    private final String method;
    private final String path;
    private final HttpHeaders headers;
    private final byte[] body;

    HttpRequest(String id, String method, String path, HttpHeaders headers, byte[] body) {
        this.id = id;
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.body = body;
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

    /** The first field of that name, in any case of letters. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The body; not to be changed. */
    public byte[] body() {
        return body;
    }
}
