package dev.octavo.server.web;

import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpResponse;
import dev.octavo.server.http.Router;
import dev.octavo.server.protocol.ApiException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The page at {@code /}, and its files under {@code /web/}. They are the same for everybody and need no key; what the page asks of the API does.
 * All addresses in it are relative, so that it works behind any prefix. Immutable.
 */
public final class WebPage {

    private static final String FOLDER = "/web/";
    private static final List<String> FILES = List.of(
            "api.js",
            "appearance.js",
            "chat.css",
            "chat.js",
            "dom.js",
            "engine.js",
            "events.js",
            "figures.js",
            "history.js",
            "icon.svg",
            "inline.js",
            "key.js",
            "layout.css",
            "main.js",
            "markdown.js",
            "models.js",
            "panel.js",
            "prometheus.js",
            "run.js",
            "settings.js",
            "side.css",
            "sparkline.js",
            "text.js",
            "theme.css",
            "theme.js",
            "transcript.js");

    /** Nothing comes from elsewhere, nothing goes elsewhere, no script but the files, and no text becomes markup. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private final String rootPath;
    private final Asset page = Asset.read("index.html");
    private final Map<String, Asset> files;

    /**
     * Reads the files.
     *
     * @param rootPath what a proxy puts before every path and leaves there, such as {@code /llm}; empty for nothing
     */
    public WebPage(String rootPath) {
        this.rootPath = rootPath;
        this.files = FILES.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), Asset::read));
    }

    /** Adds the routes, which need no key. */
    public void addTo(Router.Builder routes) {
        routes.addOpen("GET", "/", this::page).addOpen("GET", FOLDER + "*", this::file);
    }

    /** Relative addresses need the slash behind a prefix. */
    private void page(Exchange exchange) throws ClientGoneException {
        String target = exchange.request().target();
        if (!rootPath.isEmpty() && (target.equals(rootPath) || target.startsWith(rootPath + "?"))) {
            exchange.addHeader("Location", rootPath + "/");
            exchange.respond(HttpResponse.empty(308));
            return;
        }
        send(exchange, page);
    }

    private void file(Exchange exchange) throws ClientGoneException {
        Asset asset = files.get(exchange.request().path().substring(FOLDER.length()));
        if (asset == null) {
            throw ApiException.of(404, "The web page has no such file.");
        }
        send(exchange, asset);
    }

    private static void send(Exchange exchange, Asset asset) throws ClientGoneException {
        exchange.addHeader("Content-Security-Policy", POLICY);
        exchange.addHeader("X-Content-Type-Options", "nosniff");
        exchange.addHeader("Referrer-Policy", "no-referrer");
        exchange.addHeader("Cross-Origin-Resource-Policy", "same-origin");
        exchange.addHeader("Cache-Control", "no-cache");
        exchange.addHeader("ETag", asset.tag());
        boolean known = exchange.request()
                .header("If-None-Match")
                .filter(asset::matches)
                .isPresent();
        exchange.respond(known ? HttpResponse.empty(304) : asset.response());
    }
}
