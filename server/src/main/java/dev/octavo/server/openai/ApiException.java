package dev.octavo.server.openai;

import org.jspecify.annotations.Nullable;

/** An error that the client is told, in OpenAI's form with vLLM's types. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;

    private ApiException(int status, String type, String message, @Nullable String param, @Nullable String code) {
        super(message);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    static ApiException of(int status, String message) {
        return new ApiException(status, ErrorBody.type(status), message, null, null);
    }

    /** A request that is wrong as a whole. */
    static ApiException badRequest(String message) {
        return of(400, message);
    }

    /** A request with a wrong field; the path is like {@code messages[2].content}. */
    static ApiException badField(String path, String message) {
        return new ApiException(400, ErrorBody.type(400), message, path, null);
    }

    static ApiException contextLength(String path, String message) {
        return new ApiException(400, ErrorBody.type(400), message, path, "context_length_exceeded");
    }

    /** Something sound that is not built yet. */
    static ApiException notImplemented(String path, String message) {
        return new ApiException(501, ErrorBody.type(501), message, path, null);
    }

    static ApiException noSuchModel(String model) {
        return new ApiException(404, ErrorBody.type(404), "The model `" + model + "` does not exist.", "model", null);
    }

    int status() {
        return status;
    }

    byte[] body() {
        return ErrorBody.json(status, type, String.valueOf(getMessage()), param, code);
    }
}
