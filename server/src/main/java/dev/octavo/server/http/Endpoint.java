package dev.octavo.server.http;

import java.nio.file.Path;

/** Where a server listens. */
public sealed interface Endpoint {

    /**
     * A port.
     *
     * @param host address or name to bind; empty for all addresses
     * @param port 0 for any free one
     */
    record Tcp(String host, int port) implements Endpoint {}

    /**
     * A Unix domain socket.
     *
     * @param path of the socket's file; a file left behind by a server that is gone is replaced
     */
    record Unix(Path path) implements Endpoint {}
}
