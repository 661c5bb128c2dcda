package dev.octavo.server.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the handler of a method and path. Immutable. */
public final class Router {

    private final Map<String, Path> exact;
    private final Map<String, Path> prefixes;

    private Router(Map<String, Path> exact, Map<String, Path> prefixes) {
        this.exact = exact;
        this.prefixes = prefixes;
    }

    /** What was found for a request. */
    public sealed interface Match {
        /**
         * Somebody answers it.
         *
         * @param handler who
         * @param template the path of the route as it was added, which is one of a known set
         * @param open whether it needs no key
         */
        record Found(HttpHandler handler, String template, boolean open) implements Match {}

        /** The path exists, but not for this method. */
        record OtherMethods(String allow) implements Match {}

        /** Nothing is there. */
        record Nothing() implements Match {}
    }

    /**
     * A route.
     *
     * @param method the method
     * @param template the path as it was added
     * @param open whether it needs no key
     */
    public record Route(String method, String template, boolean open) {}

    private record Target(HttpHandler handler, boolean open) {}

    private record Path(String template, Map<String, Target> methods) {}

    /** Collects routes. */
    public static final class Builder {

        private final Map<String, Path> exact = new LinkedHashMap<>();
        private final Map<String, Path> prefixes = new LinkedHashMap<>();

        /** Adds a route; a path that ends with a star holds for all longer paths. */
        public Builder add(String method, String path, HttpHandler handler) {
            return add(method, path, new Target(handler, false));
        }

        /** Adds a route that everybody may use, with a key or without. */
        public Builder addOpen(String method, String path, HttpHandler handler) {
            return add(method, path, new Target(handler, true));
        }

        private Builder add(String method, String path, Target target) {
            boolean prefix = path.endsWith("*");
            String key = prefix ? path.substring(0, path.length() - 1) : path;
            (prefix ? prefixes : exact)
                    .computeIfAbsent(key, k -> new Path(path, new TreeMap<>()))
                    .methods()
                    .put(method, target);
            return this;
        }

        /** The router. */
        public Router build() {
            return new Router(Map.copyOf(exact), Map.copyOf(prefixes));
        }
    }

    /** All routes, sorted by path. */
    public List<Route> routes() {
        TreeMap<String, Path> all = new TreeMap<>();
        exact.values().forEach(path -> all.put(path.template(), path));
        prefixes.values().forEach(path -> all.put(path.template(), path));
        List<Route> routes = new ArrayList<>();
        all.values()
                .forEach(path -> path.methods()
                        .forEach((method, target) -> routes.add(new Route(method, path.template(), target.open()))));
        return routes;
    }

    /** The handler for a request; HEAD is answered by GET's. */
    public Match match(String method, String path) {
        Optional<Path> found = at(path);
        if (found.isEmpty()) {
            return new Match.Nothing();
        }
        Map<String, Target> methods = found.get().methods();
        Target target = methods.get(method.equals("HEAD") ? "GET" : method);
        return target != null
                ? new Match.Found(target.handler(), found.get().template(), target.open())
                : new Match.OtherMethods(allow(methods));
    }

    private Optional<Path> at(String path) {
        Path found = exact.get(path);
        if (found != null) {
            return Optional.of(found);
        }
        return prefixes.entrySet().stream()
                .filter(entry -> path.length() > entry.getKey().length() && path.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static String allow(Map<String, Target> methods) {
        String all = String.join(", ", methods.keySet());
        return (methods.containsKey("GET") ? all.replace("GET", "GET, HEAD") : all) + ", OPTIONS";
    }
}
