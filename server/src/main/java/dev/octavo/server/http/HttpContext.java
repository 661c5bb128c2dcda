package dev.octavo.server.http;

/**
 * What the connections of a server share.
 *
 * @param limits bounds
 * @param rootPath what is taken off the beginning of paths
 * @param handler who answers
 * @param errors how errors look
 * @param budget memory for bodies
 * @param connections who is connected
 * @param log where requests are noted
 * @param observer told of requests
 */
record HttpContext(
        HttpLimits limits,
        String rootPath,
        HttpHandler handler,
        ErrorFormat errors,
        ByteBudget budget,
        Connections connections,
        AccessLog log,
        HttpObserver observer) {}
