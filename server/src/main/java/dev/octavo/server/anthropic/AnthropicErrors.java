package dev.octavo.server.anthropic;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.JsonWriter;

/** Errors in Anthropic's form: {@code {"type":"error","error":{"type","message"}}}. */
public final class AnthropicErrors {

    private static final String PATH = "/v1/messages";

    private AnthropicErrors() {}

    /** Whether errors at a path take this form. */
    public static boolean speaksAt(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    /** The body of an error. */
    public static byte[] body(ApiException error) {
        JsonWriter out = new JsonWriter();
        write(out, error);
        return out.toByteArray();
    }

    static void write(JsonWriter out, ApiException error) {
        out.beginObject().name("type").value("error");
        out.name("error").beginObject();
        out.name("type").value(type(error.status()));
        out.name("message").value(error.text());
        out.endObject().endObject();
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            default -> status < 500 || status == 501 ? "invalid_request_error" : "api_error";
        };
    }
}
