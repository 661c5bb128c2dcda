package dev.octavo.server.openai;

import dev.octavo.server.anthropic.AnthropicErrors;
import dev.octavo.server.http.ApiKeys;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Cors;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpHandler;
import dev.octavo.server.http.HttpResponse;
import dev.octavo.server.http.Router;
import dev.octavo.server.protocol.ApiException;
import java.util.List;

/** The door: origins, then keys, then the route, and errors in OpenAI's form. */
final class Api implements HttpHandler {

    private final Router router;
    private final Cors cors;
    private final ApiKeys keys;
    private final Errors errors;

    Api(Router router, Cors cors, ApiKeys keys, Errors errors) {
        this.router = router;
        this.cors = cors;
        this.keys = keys;
        this.errors = errors;
    }

    /** All routes. */
    List<Router.Route> routes() {
        return router.routes();
    }

    @Override
    public void handle(Exchange exchange) throws ClientGoneException, InterruptedException {
        if (cors.apply(exchange)) {
            return;
        }
        String path = exchange.request().path();
        if (AnthropicErrors.speaksAt(path)) {
            // What Anthropic's clients show beside an error; X-Request-Id says the same to everyone else.
            exchange.addHeader("Request-Id", exchange.request().id());
        }
        Router.Match match = router.match(exchange.request().method(), path);
        if (match instanceof Router.Match.Found found) {
            exchange.route(found.template());
        }
        boolean open = match instanceof Router.Match.Found found && found.open();
        if (!open && !keys.admit(exchange.request())) {
            exchange.addHeader("WWW-Authenticate", "Bearer");
            tell(exchange, ApiException.of(401, "This server needs an API key: send it as Authorization: Bearer KEY."));
            return;
        }
        try {
            route(exchange, match);
        } catch (RuntimeException e) {
            ApiException told = errors.of(e, exchange.request().id());
            if (exchange.answered()) {
                throw e;
            }
            tell(exchange, told);
        }
    }

    private static void route(Exchange exchange, Router.Match match) throws ClientGoneException, InterruptedException {
        String method = exchange.request().method();
        switch (match) {
            case Router.Match.Found found -> found.handler().handle(exchange);
            case Router.Match.Nothing nothing ->
                throw ApiException.of(
                        404,
                        "There is nothing at " + method + " "
                                + exchange.request().path() + ".");
            case Router.Match.OtherMethods other -> {
                exchange.addHeader("Allow", other.allow());
                if (!method.equals("OPTIONS")) {
                    throw ApiException.of(405, "Method " + method + " is not allowed here; use " + other.allow() + ".");
                }
                exchange.respond(HttpResponse.empty(204));
            }
        }
    }

    private static void tell(Exchange exchange, ApiException error) throws ClientGoneException {
        if (error.status() == 429 || error.status() == 503) {
            exchange.addHeader("Retry-After", "1");
        }
        byte[] body = AnthropicErrors.speaksAt(exchange.request().path()) ? AnthropicErrors.body(error) : error.body();
        exchange.respond(HttpResponse.json(error.status(), body));
    }
}
