package dev.octavo.server.openai;

import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /openapi.json}: every route and every request field, as an OpenAPI 3.1 document. */
final class OpenApi {

    private static final String RESOURCE = "openapi.json";

    private OpenApi() {}

    static void document(Exchange exchange) throws ClientGoneException {
        exchange.respond(HttpResponse.json(200, bytes()));
    }

    private static byte[] bytes() {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
