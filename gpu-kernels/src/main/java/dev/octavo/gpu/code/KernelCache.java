package dev.octavo.gpu.code;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Machine code on disk, by the SHA-256 of all that it was made from, behind a SHA-256 of itself. Several processes may share the folder; a file that is damaged counts as none, and a folder
 * that cannot be written only costs time.
 */
public final class KernelCache {

    private static final Logger LOG = System.getLogger(KernelCache.class.getName());
    private static final int DIGEST = 32;

    private final @Nullable Path folder;

    /**
     * Touches no file yet.
     *
     * @param folder made when it is first needed; null for no cache
     */
    public KernelCache(@Nullable Path folder) {
        this.folder = folder;
    }

    /** The code that was kept under this origin. */
    public Optional<byte[]> find(List<String> origin) {
        if (folder == null) {
            return Optional.empty();
        }
        Path file = folder.resolve(name(origin));
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length > DIGEST) {
                byte[] code = Arrays.copyOfRange(bytes, DIGEST, bytes.length);
                if (Arrays.equals(sha256(code), Arrays.copyOf(bytes, DIGEST))) {
                    return Optional.of(code);
                }
            }
            LOG.log(Level.INFO, "{0} is damaged and made anew", file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.INFO, "compiled kernel " + file + " cannot be read", e);
        }
        return Optional.empty();
    }

    /** Keeps code. */
    public void keep(List<String> origin, byte[] code) {
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Path mine = Files.createTempFile(folder, "new-", ".tmp");
            byte[] bytes = Arrays.copyOf(sha256(code), DIGEST + code.length);
            System.arraycopy(code, 0, bytes, DIGEST, code.length);
            Files.write(mine, bytes);
            Files.move(mine, folder.resolve(name(origin)), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.log(Level.INFO, "compiled kernels cannot be kept in " + folder, e);
        }
    }

    /** Parts are divided by a byte that no part has. */
    private static String name(List<String> origin) {
        return HexFormat.of().formatHex(sha256(String.join("\0", origin).getBytes(StandardCharsets.UTF_8))) + ".bin";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
