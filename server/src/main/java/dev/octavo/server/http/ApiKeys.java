package dev.octavo.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/** The keys that open a server. Comparing takes the same time whatever is right or wrong with a key. */
public final class ApiKeys {

    private static final String SCHEME = "Bearer ";

    private final List<byte[]> digests;

    /** @param keys none to let everybody in */
    public ApiKeys(List<String> keys) {
        this.digests = keys.stream().map(ApiKeys::digest).toList();
    }

    /** Whether a request carries one of the keys, as a bearer token or as {@code X-Api-Key}, or no key is needed. */
    public boolean admit(HttpRequest request) {
        if (digests.isEmpty()) {
            return true;
        }
        Optional<String> key = key(request);
        if (key.isEmpty()) {
            return false;
        }
        byte[] given = digest(key.get());
        boolean found = false;
        for (byte[] digest : digests) {
            found |= MessageDigest.isEqual(digest, given);
        }
        return found;
    }

    /** The bearer token, or what Anthropic's clients send in its place. */
    private static Optional<String> key(HttpRequest request) {
        return request.header("Authorization")
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()))
                .or(() -> request.header("X-Api-Key"))
                .map(String::strip);
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
