package dev.octavo.server.http;

import java.io.IOException;

/** Nobody reads the answer any more: the client left, or read too slowly and was cut off. */
public final class ClientGoneException extends IOException {

    private static final long serialVersionUID = 1L;

    ClientGoneException(String message) {
        super(message);
    }
}
