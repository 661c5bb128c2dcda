package dev.octavo.server.openai;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.serving.DeadlineException;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From what was thrown to what the client is told. Nothing of a stack or of a prompt leaves the process. */
final class Errors {

    private static final Logger LOGGER = System.getLogger("dev.octavo.server.openai");
    private static final Pattern FIELD = Pattern.compile("([a-z][a-z_]{0,40}) must be ");

    private final ServerState state;

    Errors(ServerState state) {
        this.state = state;
    }

    ApiException of(Throwable error, String requestId) {
        return switch (error) {
            case ApiException told -> told;
            case DeadlineException late -> ApiException.of(504, String.valueOf(late.getMessage()));
            case UserException wrong -> wrong(String.valueOf(wrong.getMessage()));
            case UnsupportedSpecException unsupported -> ApiException.of(501, String.valueOf(unsupported.getMessage()));
            case ResourceException full ->
                ApiException.of(
                        state.outage().isPresent() ? 503 : 429,
                        state.outage().orElse(String.valueOf(full.getMessage())));
            default -> internal(error, requestId);
        };
    }

    private static ApiException wrong(String message) {
        Matcher field = FIELD.matcher(message);
        return field.lookingAt() ? ApiException.badField(field.group(1), message) : ApiException.badRequest(message);
    }

    private static ApiException internal(Throwable error, String id) {
        LOGGER.log(Level.ERROR, "request " + id + " failed", error);
        return ApiException.of(500, "The server failed on this request; its log names request " + id + ".");
    }
}
