package dev.octavo.server.http;

import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that open a server, some of them perhaps from a file that may change. Comparing takes the same time whatever is right or wrong with a key. Only digests are kept. Safe for use by any
 * number of threads.
 */
public final class ApiKeys implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("dev.octavo.server.http");
    private static final String SCHEME = "Bearer ";
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final long MAX_FILE_BYTES = 1 << 20;

    private final List<byte[]> fixed;
    private final @Nullable FileWatch watch;
    private volatile List<byte[]> digests;

    /** @param keys none to let everybody in */
    public ApiKeys(List<String> keys) {
        this(keys, Optional.empty());
    }

    /**
     * Keys and a file of further ones.
     *
     * @param file one key a line; empty lines and those that begin with {@code #} do not count
     * @throws UserException if there is a file without a key in it, since that would let everybody in
     */
    public ApiKeys(List<String> keys, Optional<Path> file) {
        this.fixed = keys.stream().map(ApiKeys::digest).toList();
        this.digests = file.map(this::with).orElse(fixed);
        this.watch = file.map(path -> FileWatch.start(List.of(path), LOOK, () -> reload(path)))
                .orElse(null);
    }

    private void reload(Path file) {
        try {
            digests = with(file);
            LOGGER.log(Level.INFO, "API keys were read again from " + file);
        } catch (UserException | ResourceException e) {
            LOGGER.log(Level.ERROR, "the changed API keys cannot be used, the former ones stay: " + e.getMessage());
        }
    }

    private List<byte[]> with(Path file) {
        List<byte[]> all = new ArrayList<>(fixed);
        int before = all.size();
        for (String line : read(file).lines().map(String::strip).toList()) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                all.add(digest(line));
            }
        }
        if (all.size() == before) {
            throw new UserException("there is no key in " + file + "; write one a line");
        }
        return List.copyOf(all);
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new UserException(
                        file + " is longer than " + MAX_FILE_BYTES + " bytes; it is no file of API keys");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new ResourceException("the API keys in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether a request carries one of the keys, as a bearer token or as {@code X-Api-Key}, or no key is needed. */
    public boolean admit(HttpRequest request) {
        List<byte[]> known = digests;
        if (known.isEmpty()) {
            return true;
        }
        Optional<String> key = key(request);
        if (key.isEmpty()) {
            return false;
        }
        byte[] given = digest(key.get());
        boolean found = false;
        for (byte[] digest : known) {
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

    /** Looks at the file no more. */
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
