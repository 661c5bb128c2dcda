package dev.octavo.server.http;

/**
 * What the connections of a server share.
 *
 * @param limits bounds
 * @param handler who answers
 * @param errors how errors look
 * @param budget memory for bodies
 * @param connections who is connected
 * @param log where requests are noted
 */
record HttpContext(
        HttpLimits limits,
        HttpHandler handler,
        ErrorFormat errors,
        ByteBudget budget,
        Connections connections,
        AccessLog log) {}
