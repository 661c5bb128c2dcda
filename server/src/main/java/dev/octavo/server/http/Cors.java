package dev.octavo.server.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers browsers that ask whether a page may call the server (Fetch standard, CORS protocol). */
public final class Cors {

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final List<String> SAFE_HEADERS =
            List.of("Accept", "Accept-Language", "Content-Language", "Content-Type");

    private final CorsPolicy policy;

    /** Follows a policy. */
    public Cors(CorsPolicy policy) {
        this.policy = policy;
    }

    /** Adds the header fields for an allowed origin; returns whether the request is a preflight, which was answered. */
    public boolean apply(Exchange exchange) throws ClientGoneException {
        HttpRequest request = exchange.request();
        Optional<String> origin = request.header("Origin");
        if (origin.isEmpty() || policy.origins().isEmpty()) {
            return false;
        }
        boolean any = policy.origins().contains("*");
        boolean allowed = any || policy.origins().contains(origin.get());
        if (!any) {
            exchange.addHeader("Vary", "Origin");
        }
        if (allowed) {
            exchange.addHeader("Access-Control-Allow-Origin", any ? "*" : origin.get());
            exchange.addHeader("Access-Control-Expose-Headers", RequestIds.HEADER);
            if (policy.credentials()) {
                exchange.addHeader("Access-Control-Allow-Credentials", "true");
            }
        }
        Optional<String> method = request.header("Access-Control-Request-Method");
        if (!request.method().equals("OPTIONS") || method.isEmpty()) {
            return false;
        }
        if (allowed) {
            preflight(exchange, request.header("Access-Control-Request-Headers"));
        }
        exchange.respond(HttpResponse.empty(204));
        return true;
    }

    /** Says what is allowed, whatever was asked: the browser compares. A star is spelled out, since browsers do not take it for Authorization. */
    private void preflight(Exchange exchange, Optional<String> asked) throws ClientGoneException {
        List<String> methods = policy.methods().contains("*") ? METHODS : policy.methods();
        exchange.addHeader("Access-Control-Allow-Methods", String.join(", ", methods));
        String headers = policy.headers().contains("*")
                ? asked.map(Cors::names).orElse("")
                : Stream.concat(SAFE_HEADERS.stream(), policy.headers().stream())
                        .distinct()
                        .collect(Collectors.joining(", "));
        if (!headers.isEmpty()) {
            exchange.addHeader("Access-Control-Allow-Headers", headers);
        }
        exchange.addHeader("Access-Control-Max-Age", "600");
    }

    /** The header names that were asked for, as far as they are names. */
    private static String names(String asked) {
        return Arrays.stream(asked.split(",", -1))
                .map(String::strip)
                .filter(name -> name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}"))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
