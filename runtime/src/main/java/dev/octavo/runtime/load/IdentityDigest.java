package dev.octavo.runtime.load;

import dev.octavo.spi.InternalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * SHA-256 over texts and files. Files are not read whole: name, size, time of change and samples stand for one, so a file that was written anew, even with the same content, counts as another. Not thread-safe.
 */
public final class IdentityDigest {

    private static final int SAMPLES = 64;
    private static final int SAMPLE_BYTES = 4096;

    private final MessageDigest digest;

    /** Over nothing yet. */
    public IdentityDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException missing) {
            throw new InternalException("this Java runtime has no SHA-256; every compliant one does", missing);
        }
    }

    /** Adds a text. */
    public IdentityDigest text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
        return this;
    }

    /**
     * Adds a file.
     *
     * @throws IOException if it cannot be read
     */
    public IdentityDigest file(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            text(file.getFileName() + " " + size + " " + Files.getLastModifiedTime(file));
            ByteBuffer sample = ByteBuffer.allocate(SAMPLE_BYTES);
            for (int i = 0; i < SAMPLES; i++) {
                sample.clear();
                channel.read(sample, size / SAMPLES * i);
                digest.update(sample.flip());
            }
        }
        return this;
    }

    /** The digest in hexadecimal digits; nothing may be added afterwards. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
