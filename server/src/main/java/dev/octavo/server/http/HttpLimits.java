package dev.octavo.server.http;

import dev.octavo.spi.UserException;
import java.time.Duration;

/**
 * What one client, and all of them together, can take.
 *
 * @param maxInitialLineBytes longest request line; more is 414
 * @param maxHeaderBytes all header fields together; more is 431
 * @param maxHeaders most header fields; more is 431
 * @param maxBodyBytes longest body; more is 413, before it is buffered where its length is announced
 * @param maxBufferedBytes bodies being received or worked on, of all connections together; more is 503
 * @param maxConnections open connections; more is 503
 * @param requestTimeout from the first byte of a request to its last; more is 408
 * @param idleTimeout how long a connection may be open without a request
 * @param writeTimeout how long a client may leave its socket full before its request is aborted
 * @param sendBufferBytes the kernel's send buffer per connection, which bounds what a slow reader can hold
 * @param backlog connections waiting to be accepted
 */
public record HttpLimits(
        int maxInitialLineBytes,
        int maxHeaderBytes,
        int maxHeaders,
        int maxBodyBytes,
        long maxBufferedBytes,
        int maxConnections,
        Duration requestTimeout,
        Duration idleTimeout,
        Duration writeTimeout,
        int sendBufferBytes,
        int backlog) {

    /** Checks that every limit is positive. */
    public HttpLimits {
        requirePositive("maxInitialLineBytes", maxInitialLineBytes);
        requirePositive("maxHeaderBytes", maxHeaderBytes);
        requirePositive("maxHeaders", maxHeaders);
        requirePositive("maxBodyBytes", maxBodyBytes);
        requirePositive("maxBufferedBytes", maxBufferedBytes);
        requirePositive("maxConnections", maxConnections);
        requirePositive("requestTimeout", requestTimeout.toMillis());
        requirePositive("idleTimeout", idleTimeout.toMillis());
        requirePositive("writeTimeout", writeTimeout.toMillis());
        requirePositive("sendBufferBytes", sendBufferBytes);
        requirePositive("backlog", backlog);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new UserException("HTTP limit " + name + " must be above 0, but is " + value);
        }
    }

    /** 32 MiB bodies, 64 KiB in 256 header fields, 16,384 connections, 60 s for a request, 75 s idle, 30 s for a full socket. */
    public static HttpLimits defaults() {
        return new HttpLimits(
                8 << 10,
                64 << 10,
                256,
                32 << 20,
                Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4),
                16_384,
                Duration.ofSeconds(60),
                Duration.ofSeconds(75),
                Duration.ofSeconds(30),
                256 << 10,
                8192);
    }

    /** The same with another {@link #maxBodyBytes()}. */
    public HttpLimits withMaxBodyBytes(int bytes) {
        return with(maxHeaderBytes, maxHeaders, bytes, maxBufferedBytes, maxConnections, sendBufferBytes, backlog);
    }

    /** The same with other bounds on header fields. */
    public HttpLimits withHeaders(int most, int bytes) {
        return with(bytes, most, maxBodyBytes, maxBufferedBytes, maxConnections, sendBufferBytes, backlog);
    }

    /** The same with another {@link #maxBufferedBytes()}. */
    public HttpLimits withMaxBufferedBytes(long bytes) {
        return with(maxHeaderBytes, maxHeaders, maxBodyBytes, bytes, maxConnections, sendBufferBytes, backlog);
    }

    /** The same with another {@link #maxConnections()}. */
    public HttpLimits withMaxConnections(int connections) {
        return with(maxHeaderBytes, maxHeaders, maxBodyBytes, maxBufferedBytes, connections, sendBufferBytes, backlog);
    }

    /** The same with another {@link #backlog()}. */
    public HttpLimits withBacklog(int connections) {
        return with(
                maxHeaderBytes,
                maxHeaders,
                maxBodyBytes,
                maxBufferedBytes,
                maxConnections,
                sendBufferBytes,
                connections);
    }

    /** The same with another {@link #sendBufferBytes()}. */
    public HttpLimits withSendBufferBytes(int bytes) {
        return with(maxHeaderBytes, maxHeaders, maxBodyBytes, maxBufferedBytes, maxConnections, bytes, backlog);
    }

    private HttpLimits with(
            int headerBytes, int headers, int bodyBytes, long bufferedBytes, int connections, int buffer, int waiting) {
        return new HttpLimits(
                maxInitialLineBytes,
                headerBytes,
                headers,
                bodyBytes,
                bufferedBytes,
                connections,
                requestTimeout,
                idleTimeout,
                writeTimeout,
                buffer,
                waiting);
    }

    /** The same with other times. */
    public HttpLimits withTimeouts(Duration request, Duration idle, Duration write) {
        return new HttpLimits(
                maxInitialLineBytes,
                maxHeaderBytes,
                maxHeaders,
                maxBodyBytes,
                maxBufferedBytes,
                maxConnections,
                request,
                idle,
                write,
                sendBufferBytes,
                backlog);
    }
}
