package dev.octavo.backend.opencl;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Built programs in files, so that a later process need not build them. A file is a mark, the SHA-256 of the program, the program; one that is not whole is as good as none. Files appear
 * by renaming, so several processes can share a folder. What was not used for longest goes first when there is too much. Nothing here fails its caller.
 */
final class BinaryCache {

    private static final System.Logger LOG = System.getLogger(BinaryCache.class.getName());
    private static final byte[] MARK = "octavo-cl 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST = 32;
    private static final int LARGEST = 256 << 20;
    private static final String SUFFIX = ".clbin";

    private final Optional<Path> folder;
    private final long limit;

    /**
     * @param folder where; empty to keep nothing
     * @param limit bytes to keep
     */
    BinaryCache(Optional<Path> folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /** Whether anything is kept. */
    boolean isKept() {
        return folder.isPresent();
    }

    /** A name for a program that was made from all of these. */
    static String key(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The program of a key, if it is there and whole. */
    Optional<byte[]> load(String key) {
        return folder.map(place -> place.resolve(key + SUFFIX)).flatMap(BinaryCache::read);
    }

    private static Optional<byte[]> read(Path file) {
        try {
            long size = Files.size(file);
            if (size <= MARK.length + DIGEST || size > LARGEST) {
                return Optional.empty();
            }
            byte[] all = Files.readAllBytes(file);
            byte[] program = Arrays.copyOfRange(all, MARK.length + DIGEST, all.length);
            boolean whole = Arrays.equals(all, 0, MARK.length, MARK, 0, MARK.length)
                    && Arrays.equals(all, MARK.length, MARK.length + DIGEST, sha256().digest(program), 0, DIGEST);
            if (whole) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            }
            return whole ? Optional.of(program) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // Not there, or not ours to read: then it is built.
        }
    }

    /** Keeps a program. */
    void store(String key, byte[] program) {
        if (folder.isEmpty() || program.length == 0 || program.length > LARGEST - MARK.length - DIGEST) {
            return;
        }
        Path place = folder.get();
        try {
            Files.createDirectories(place);
            Path fresh = Files.createTempFile(place, "new-", ".tmp");
            try {
                Files.write(
                        fresh,
                        ByteBuffer.allocate(MARK.length + DIGEST + program.length)
                                .put(MARK)
                                .put(sha256().digest(program))
                                .put(program)
                                .array());
                Files.move(fresh, place.resolve(key + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
            prune(place);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "built programs are not kept in " + place + ": " + e);
        }
    }

    private record Kept(Path file, long bytes, Instant used) {}

    private void prune(Path place) throws IOException {
        List<Kept> kept = new ArrayList<>();
        try (Stream<Path> files = Files.list(place)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(SUFFIX)).toList()) {
                kept.add(new Kept(
                        file, Files.size(file), Files.getLastModifiedTime(file).toInstant()));
            }
        }
        long total = kept.stream().mapToLong(Kept::bytes).sum();
        kept.sort(Comparator.comparing(Kept::used));
        for (Kept oldest : kept) {
            if (total <= limit) {
                return;
            }
            Files.deleteIfExists(oldest.file());
            total -= oldest.bytes();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
