package dev.octavo.server.protocol;

import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.ResponseStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Server-sent events out of one reused buffer. The HTTP answer begins with the first event, so that what fails before it has a status of its own. */
public final class EventStream {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA_AFTER_NAME = "\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Exchange exchange;
    private final JsonWriter out = new JsonWriter();
    private @Nullable ResponseStream body;

    /** @param exchange the request answered */
    public EventStream(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Begins an event; its JSON is to be written into the result. */
    public JsonWriter event() {
        out.reset();
        return out.raw(DATA);
    }

    /**
     * Begins an event that has a name; its JSON is to be written into the result.
     *
     * @param name letters, dots and underscores
     */
    public JsonWriter event(String name) {
        out.reset();
        return out.raw(EVENT).raw(name.getBytes(StandardCharsets.US_ASCII)).raw(DATA_AFTER_NAME);
    }

    /** Sends the event begun. */
    public void send() throws ClientGoneException {
        out.raw(END);
        body().write(out.buffer(), 0, out.length());
    }

    /** Sends an error as an event. */
    public void error(ApiException error) throws ClientGoneException {
        event().raw(error.body());
        send();
    }

    /** Ends the stream with {@code [DONE]}. */
    public void done() throws ClientGoneException {
        body().write(DONE, 0, DONE.length);
        finish();
    }

    /** Ends the stream. */
    public void finish() throws ClientGoneException {
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
