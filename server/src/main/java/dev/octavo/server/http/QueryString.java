package dev.octavo.server.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The query of a request target. */
final class QueryString {

    private QueryString() {}

    /** The first value of that name; empty text for a name without a value. What is malformed counts as absent. */
    static Optional<String> value(String target, String name) {
        int begin = target.indexOf('?');
        if (begin < 0) {
            return Optional.empty();
        }
        int end = target.indexOf('#', begin);
        String query = target.substring(begin + 1, end < 0 ? target.length() : end);
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            try {
                if (URLDecoder.decode(key, StandardCharsets.UTF_8).equals(name)) {
                    return Optional.of(
                            equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                }
            } catch (IllegalArgumentException malformed) {
                continue;
            }
        }
        return Optional.empty();
    }
}
