package dev.octavo.benchmarks.soak;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/**
 * One client with one connection, which it keeps as long as the server lets it. Reads no more of HTTP and JSON than the server's own answers need, so that a thousand of them leave
 * processors for the server. One thread uses it.
 */
final class StreamClient implements AutoCloseable {

    /** What came of a request: the answer's text as it stands in JSON, escapes included, and how many tokens the server counted. */
    record Answer(String text, int tokens, int events) {}

    private static final String TEXT = "\"text\":\"";
    private static final String TOKENS = "\"completion_tokens\":";

    private final InetSocketAddress server;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();

    StreamClient(InetSocketAddress server) {
        this.server = server;
    }

    /**
     * Sends a completion request and reads its stream.
     *
     * @param more told the number of each event; false drops the connection then and there
     */
    Answer complete(String body, IntPredicate more) throws IOException {
        request("POST", "/v1/completions", body);
        String head = line();
        if (!head.startsWith("HTTP/1.1 200")) {
            String error = head + " " + rest();
            close();
            throw new IOException(error);
        }
        while (!line().isEmpty()) {
            // Headers of a stream: nothing in them matters here.
        }
        StringBuilder text = new StringBuilder();
        int tokens = -1;
        int events = 0;
        for (String event = chunk(); !event.isEmpty(); event = chunk()) {
            text.append(between(event, TEXT));
            int at = event.indexOf(TOKENS);
            if (at >= 0) {
                int end = at + TOKENS.length();
                while (Character.isDigit(event.charAt(end))) {
                    end++;
                }
                tokens = Integer.parseInt(event, at + TOKENS.length(), end, 10);
            }
            if (!more.test(++events)) {
                close();
                break;
            }
        }
        return new Answer(text.toString(), tokens, events);
    }

    /** The body of a short answer. */
    String get(String path) throws IOException {
        request("GET", path, "");
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private void request(String method, String path, String body) throws IOException {
        if (!socket.isConnected() || socket.isClosed()) {
            socket = new Socket();
            socket.connect(server);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 4096);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length
                + "\r\n\r\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + bytes.length);
        out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(bytes);
        socket.getOutputStream().write(out.toByteArray());
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the server ended the connection");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    /** One chunk of the body; empty at its end. */
    private String chunk() throws IOException {
        int length = Integer.parseInt(line(), 16);
        byte[] data = in.readNBytes(length);
        if (data.length < length) {
            throw new EOFException("the server ended the connection within a chunk");
        }
        line();
        return new String(data, StandardCharsets.UTF_8);
    }

    private String rest() throws IOException {
        return new String(in.readNBytes(Math.min(in.available(), 2000)), StandardCharsets.UTF_8);
    }

    private static String between(String event, String mark) {
        int begin = event.indexOf(mark);
        if (begin < 0) {
            return "";
        }
        begin += mark.length();
        int end = begin;
        while (event.charAt(end) != '"') {
            end += event.charAt(end) == '\\' ? 2 : 1;
        }
        return event.substring(begin, end);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
