package dev.octavo.server.protocol;

import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;

/** Whoever waits for a generation, and may leave. */
public interface Client {

    /** Returns if the client still waits. */
    void requirePresent() throws ClientGoneException;

    /** Has an action run, on a thread of its own, as soon as the client leaves; at once if it has. */
    void onDisconnect(Runnable action);

    /** The client of a request. */
    static Client of(Exchange exchange) {
        return new Client() {
            @Override
            public void requirePresent() throws ClientGoneException {
                exchange.requirePresent();
            }

            @Override
            public void onDisconnect(Runnable action) {
                exchange.onDisconnect(action);
            }
        };
    }

    /** Nobody, who never leaves: for work in the background. */
    static Client nobody() {
        return new Client() {
            @Override
            public void requirePresent() {}

            @Override
            public void onDisconnect(Runnable action) {}
        };
    }
}
