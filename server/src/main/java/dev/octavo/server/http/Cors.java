package dev.octavo.server.http;

import java.util.List;
import java.util.Optional;

/** Which web pages may call the server. Credentials in the browser's sense (cookies) are never allowed. */
public final class Cors {

    private final List<String> origins;

    /** @param origins such as {@code https://chat.example.org}, or {@code *} for all; empty for none */
    public Cors(List<String> origins) {
        this.origins = List.copyOf(origins);
    }

    /** Adds the header fields for an allowed origin; returns whether the request is a preflight, which was answered. */
    public boolean apply(Exchange exchange) throws ClientGoneException {
        HttpRequest request = exchange.request();
        Optional<String> origin = request.header("Origin");
        if (origin.isEmpty() || origins.isEmpty()) {
            return false;
        }
        boolean any = origins.contains("*");
        boolean allowed = any || origins.contains(origin.get());
        if (!any) {
            exchange.addHeader("Vary", "Origin");
        }
        if (allowed) {
            exchange.addHeader("Access-Control-Allow-Origin", any ? "*" : origin.get());
            exchange.addHeader("Access-Control-Expose-Headers", RequestIds.HEADER);
        }
        boolean preflight = request.method().equals("OPTIONS")
                && request.header("Access-Control-Request-Method").isPresent();
        if (!preflight) {
            return false;
        }
        if (allowed) {
            exchange.addHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
            exchange.addHeader(
                    "Access-Control-Allow-Headers",
                    request.header("Access-Control-Request-Headers").orElse("*"));
            exchange.addHeader("Access-Control-Max-Age", "600");
        }
        exchange.respond(HttpResponse.empty(204));
        return true;
    }
}
