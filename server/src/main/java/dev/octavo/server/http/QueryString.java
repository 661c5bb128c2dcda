package dev.octavo.server.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> decoded(key(pair)).equals(Optional.of(name)))
                .map(pair ->
                        decoded(pair.substring(Math.min(pair.length(), key(pair).length() + 1))))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static String key(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0 ? pair : pair.substring(0, equals);
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
