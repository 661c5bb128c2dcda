package dev.octavo.server.openai;

import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpHandler;
import dev.octavo.server.http.HttpResponse;
import dev.octavo.server.http.Router;
import dev.octavo.server.protocol.ErrorBody;
import java.util.List;
import java.util.Optional;

/** Answers while the model is being loaded: not yet. Afterwards hands over to whoever serves it. */
final class LoadingHandler implements HttpHandler {

    private volatile Optional<Api> next = Optional.empty();

    void handOver(Api handler) {
        next = Optional.of(handler);
    }

    /** All routes that are answered now. */
    List<Router.Route> routes() {
        return next.map(Api::routes).orElse(List.of());
    }

    @Override
    public void handle(Exchange exchange) throws ClientGoneException, InterruptedException {
        Optional<Api> handler = next;
        if (handler.isPresent()) {
            handler.get().handle(exchange);
            return;
        }
        exchange.addHeader("Retry-After", "5");
        exchange.respond(HttpResponse.json(503, ErrorBody.json(503, "The model is being loaded.")));
    }
}
