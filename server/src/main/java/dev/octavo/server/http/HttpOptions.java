package dev.octavo.server.http;

/**
 * Where and how to listen.
 *
 * @param host address or name to bind
 * @param port 0 for any free one
 * @param limits bounds on clients
 * @param accessLog whether each request writes a line to the log {@code dev.octavo.server.http}
 */
public record HttpOptions(String host, int port, HttpLimits limits, boolean accessLog) {}
