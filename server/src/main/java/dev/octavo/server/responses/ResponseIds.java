package dev.octavo.server.responses;

import dev.octavo.server.http.RequestIds;
import java.util.Optional;

/** Ids of answers and of their parts. */
final class ResponseIds {

    static final String PREFIX = "resp_";

    private ResponseIds() {}

    /** The client's own id, or a new one. */
    static String response(Optional<String> given) {
        return given.filter(id -> id.startsWith(PREFIX)).orElseGet(() -> PREFIX + given.orElseGet(RequestIds::fresh));
    }

    static String message() {
        return "msg_" + RequestIds.fresh();
    }
}
