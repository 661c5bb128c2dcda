package dev.octavo.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ids that are safe in headers, logs and answers. */
public final class RequestIds {

    /** The header field that carries an id in and out. */
    public static final String HEADER = "X-Request-Id";

    private static final int MAX_LENGTH = 128;

    private RequestIds() {}

    /** Whether a client's id can be used: 1 to 128 letters, digits and {@code -_.:}. */
    public static boolean isSound(@Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean sound = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!sound && "-_.:".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** A new id of 32 hexadecimal digits. */
    public static String fresh() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    static String of(HttpHeaders headers) {
        String given = headers.get(HEADER);
        return given != null && isSound(given) ? given : fresh();
    }
}
