package dev.octavo.server.openai;

import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.ResponseStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Server-sent events out of one reused buffer. The HTTP answer begins with the first event, so that what fails before it has a status of its own. */
final class EventStream {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Exchange exchange;
    private final JsonWriter out = new JsonWriter();
    private @Nullable ResponseStream body;

    EventStream(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Begins an event; its JSON is to be written into the result. */
    JsonWriter event() {
        out.reset();
        return out.raw(DATA);
    }

    /** Sends the event begun. */
    void send() throws ClientGoneException {
        out.raw(END);
        body().write(out.buffer(), 0, out.length());
    }

    /** Sends an error as an event. */
    void error(ApiException error) throws ClientGoneException {
        event().raw(error.body());
        send();
    }

    /** Ends the stream. */
    void done() throws ClientGoneException {
        body().write(DONE, 0, DONE.length);
        body().finish();
    }

    private ResponseStream body() throws ClientGoneException {
        ResponseStream open = body;
        if (open == null) {
            open = exchange.stream(200, "text/event-stream; charset=utf-8");
            body = open;
        }
        return open;
    }
}
