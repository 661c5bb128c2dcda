package dev.octavo.server.protocol;

import org.jspecify.annotations.Nullable;

/** The JSON of an error: {@code {"error":{"message","type","param","code"}}}. */
public final class ErrorBody {

    private ErrorBody() {}

    /** vLLM's name for an HTTP status. */
    public static String type(int status) {
        return switch (status) {
            case 401 -> "AuthenticationError";
            case 404 -> "NotFoundError";
            case 405 -> "MethodNotAllowedError";
            case 408 -> "RequestTimeoutError";
            case 413 -> "RequestTooLargeError";
            case 429 -> "RateLimitError";
            case 500 -> "InternalServerError";
            case 501 -> "NotImplementedError";
            case 503 -> "ServiceUnavailableError";
            case 504 -> "RequestTimeoutError";
            default -> status < 500 ? "BadRequestError" : "InternalServerError";
        };
    }

    /** An error without a field. */
    public static byte[] json(int status, String message) {
        return json(status, type(status), message, null, null);
    }

    /**
     * An error in full.
     *
     * @param code null to give the status, as vLLM does
     */
    public static byte[] json(int status, String type, String message, @Nullable String param, @Nullable String code) {
        JsonWriter out = new JsonWriter();
        out.beginObject().name("error").beginObject();
        out.name("message").value(message);
        out.name("type").value(type);
        out.name("param").value(param);
        out.name("code");
        if (code == null) {
            out.value(status);
        } else {
            out.value(code);
        }
        return out.endObject().endObject().toByteArray();
    }
}
