package dev.octavo.server.http;

import dev.octavo.spi.UserException;
import java.util.List;

/**
 * Which web pages may call the server, and how.
 *
 * @param origins such as {@code https://chat.example.org}, or {@code *} for all; empty for none
 * @param methods such as {@code POST}, or {@code *} for all
 * @param headers request header fields such as {@code Authorization}, or {@code *} for all
 * @param credentials whether browsers may send cookies and the like along
 */
public record CorsPolicy(List<String> origins, List<String> methods, List<String> headers, boolean credentials) {

    /** Keeps copies, and refuses to let every page on the web act with its visitors' credentials. */
    public CorsPolicy {
        origins = List.copyOf(origins);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        if (credentials && origins.contains("*")) {
            throw new UserException(
                    "--allow-credentials does not go with --allowed-origins '*': every page on the web could act in its"
                            + " visitors' names; list the origins that may");
        }
    }

    /** Pages of some origins, with every method and header, without credentials. */
    public static CorsPolicy of(List<String> origins) {
        return new CorsPolicy(origins, List.of("*"), List.of("*"), false);
    }
}
