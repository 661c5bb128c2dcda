package dev.octavo.server.http;

import java.nio.charset.StandardCharsets;

/**
 * A whole answer.
 *
 * @param status HTTP status
 * @param contentType empty for none
 * @param body not changed any more
 */
public record HttpResponse(int status, String contentType, byte[] body) {

    /** The type of JSON. */
    public static final String JSON = "application/json";

    /** An answer without a body. */
    public static HttpResponse empty(int status) {
        return new HttpResponse(status, "", new byte[0]);
    }

    /** A JSON answer. */
    public static HttpResponse json(int status, byte[] body) {
        return new HttpResponse(status, JSON, body);
    }

    /** A text answer. */
    public static HttpResponse text(int status, String contentType, String body) {
        return new HttpResponse(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }
}
