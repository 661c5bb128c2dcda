package dev.octavo.server.web;

import dev.octavo.server.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A file of the page.
 *
 * @param response what carries it
 * @param tag its entity tag (RFC 9110, section 8.8.3), a digest of its bytes
 */
record Asset(HttpResponse response, String tag) {

    private static final int TAG_BYTES = 16;

    /** Reads a resource that lies beside this class. */
    static Asset read(String name) {
        byte[] body = bytes(name);
        return new Asset(new HttpResponse(200, type(name), body), tag(body));
    }

    private static byte[] bytes(String name) {
        try (InputStream in = Asset.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException(name + " is of no known type");
        };
    }

    private static String tag(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return '"' + HexFormat.of().formatHex(Arrays.copyOf(digest, TAG_BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether a client that sent this {@code If-None-Match} has these bytes already (RFC 9110, section 13.1.2). */
    boolean matches(String condition) {
        return Arrays.stream(condition.split(",", -1))
                .map(String::strip)
                .anyMatch(candidate -> candidate.equals("*") || candidate.equals(tag) || candidate.equals("W/" + tag));
    }
}
