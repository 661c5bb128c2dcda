package dev.octavo.server.http;

import java.util.Optional;

/**
 * Where and how to listen.
 *
 * @param endpoint where
 * @param rootPath what a proxy put before every path and did not take off, such as {@code /llm}; empty for nothing
 * @param tls certificate and key; empty for plain HTTP
 * @param limits bounds on clients
 * @param accessLog whether each request writes a line to the log {@code dev.octavo.server.http}
 * @param observer told of every request
 */
public record HttpOptions(
        Endpoint endpoint,
        String rootPath,
        Optional<TlsOptions> tls,
        HttpLimits limits,
        boolean accessLog,
        HttpObserver observer) {}
