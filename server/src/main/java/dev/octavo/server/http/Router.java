package dev.octavo.server.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the handler of a method and path. Immutable. */
public final class Router {

    private final Map<String, Map<String, HttpHandler>> exact;
    private final Map<String, Map<String, HttpHandler>> prefixes;

    private Router(Map<String, Map<String, HttpHandler>> exact, Map<String, Map<String, HttpHandler>> prefixes) {
        this.exact = exact;
        this.prefixes = prefixes;
    }

    /** What was found for a request. */
    public sealed interface Match {
        /** Somebody answers it. */
        record Found(HttpHandler handler) implements Match {}

        /** The path exists, but not for this method. */
        record OtherMethods(String allow) implements Match {}

        /** Nothing is there. */
        record Nothing() implements Match {}
    }

    /** Collects routes. */
    public static final class Builder {

        private final Map<String, Map<String, HttpHandler>> exact = new LinkedHashMap<>();
        private final Map<String, Map<String, HttpHandler>> prefixes = new LinkedHashMap<>();

        /** Adds a route; a path that ends with a star holds for all longer paths. */
        public Builder add(String method, String path, HttpHandler handler) {
            boolean prefix = path.endsWith("*");
            String key = prefix ? path.substring(0, path.length() - 1) : path;
            (prefix ? prefixes : exact)
                    .computeIfAbsent(key, k -> new TreeMap<>())
                    .put(method, handler);
            return this;
        }

        /** The router. */
        public Router build() {
            return new Router(Map.copyOf(exact), Map.copyOf(prefixes));
        }
    }

    /** The handler for a request; HEAD is answered by GET's. */
    public Match match(String method, String path) {
        Optional<Map<String, HttpHandler>> methods = at(path);
        if (methods.isEmpty()) {
            return new Match.Nothing();
        }
        HttpHandler handler = methods.get().get(method.equals("HEAD") ? "GET" : method);
        return handler != null ? new Match.Found(handler) : new Match.OtherMethods(allow(methods.get()));
    }

    private Optional<Map<String, HttpHandler>> at(String path) {
        Map<String, HttpHandler> found = exact.get(path);
        if (found != null) {
            return Optional.of(found);
        }
        return prefixes.entrySet().stream()
                .filter(entry -> path.length() > entry.getKey().length() && path.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static String allow(Map<String, HttpHandler> methods) {
        String all = String.join(", ", methods.keySet());
        return (methods.containsKey("GET") ? all.replace("GET", "GET, HEAD") : all) + ", OPTIONS";
    }
}
