package dev.octavo.server.protocol;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An error that the client is told, in OpenAI's form with vLLM's types. */
public final class ApiException extends RuntimeException {

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

    /** An error without a field, of the type that fits the status. */
    public static ApiException of(int status, String message) {
        return new ApiException(status, ErrorBody.type(status), message, null, null);
    }

    /** A request that is wrong as a whole. */
    public static ApiException badRequest(String message) {
        return of(400, message);
    }

    /** A request with a wrong field; the path is like {@code messages[2].content}. */
    public static ApiException badField(String path, String message) {
        return new ApiException(400, ErrorBody.type(400), message, path, null);
    }

    /** A prompt that does not fit the model's context. */
    public static ApiException contextLength(String path, String message) {
        return new ApiException(400, ErrorBody.type(400), message, path, "context_length_exceeded");
    }

    /** Something sound that is not built yet. */
    public static ApiException notImplemented(String path, String message) {
        return new ApiException(501, ErrorBody.type(501), message, path, null);
    }

    /** A name that no model has. */
    public static ApiException noSuchModel(String model) {
        return new ApiException(404, ErrorBody.type(404), "The model `" + model + "` does not exist.", "model", null);
    }

    /** The same error where a member of that name is really found elsewhere. */
    public ApiException inside(String name, String place) {
        if (param == null || !(param.equals(name) || param.startsWith(name + "[") || param.startsWith(name + "."))) {
            return this;
        }
        String message = text().startsWith(param) ? place + text().substring(name.length()) : text();
        return new ApiException(status, type, message, place + param.substring(name.length()), code);
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** What the client is told; never null. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** The field that is wrong, if it is one. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }

    /** vLLM's name for this kind of error. */
    public String type() {
        return type;
    }

    /** The error in OpenAI's form. */
    public byte[] body() {
        return ErrorBody.json(status, type, text(), param, code);
    }
}
