package dev.octavo.runtime.offload.disk;

import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens the file in its folder so that nobody else can read it, and no other process uses it: prompts can be recovered from what it holds. */
final class StoreDirectory {

    /** A folder of our own in the user's, which may be a mount point with any permissions. */
    static final String FOLDER = "octavo-kv";

    static final String FILE = "blocks";

    private StoreDirectory() {}

    /**
     * Opens the file, empty or as it was left, and locks it.
     *
     * @throws UserException if another process has it, or others can get at it
     * @throws ResourceException if it cannot be opened
     */
    static FileChannel open(Path directory) {
        try {
            boolean posix = Files.getFileStore(existing(directory)).supportsFileAttributeView("posix");
            Files.createDirectories(directory);
            Path folder = directory.resolve(FOLDER);
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                create(folder, posix);
            }
            if (posix) {
                requirePrivate(folder);
            }
            return locked(folder.resolve(FILE), posix);
        } catch (IOException e) {
            throw new ResourceException(
                    "the KV blocks' directory " + directory + " cannot be used: " + e
                            + "; give another --kv-offloading-disk-path",
                    e);
        }
    }

    private static Path existing(Path directory) throws IOException {
        Path path = directory.toAbsolutePath();
        while (path != null && !Files.exists(path)) {
            path = path.getParent();
        }
        if (path == null) {
            throw new IOException("nothing above it exists");
        }
        return path;
    }

    private static void create(Path folder, boolean posix) throws IOException {
        try {
            Files.createDirectory(folder, permissions(posix, "rwx------"));
        } catch (FileAlreadyExistsException notAFolder) {
            throw new IOException(folder + " is no folder", notAFolder);
        }
    }

    private static FileAttribute<?>[] permissions(boolean posix, String text) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }

    private static void requirePrivate(Path path) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        for (PosixFilePermission permission : permissions) {
            if (!permission.name().startsWith("OWNER")) {
                throw new UserException(path + " is open to others ("
                        + PosixFilePermissions.toString(permissions)
                        + "), who could recover prompts from the KV blocks in it; remove it or take their permissions away (chmod go= "
                        + path + ")");
            }
        }
    }

    private static FileChannel locked(Path file, boolean posix) throws IOException {
        Set<OpenOption> options = Set.of(
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                LinkOption.NOFOLLOW_LINKS);
        FileChannel channel = FileChannel.open(file, options, permissions(posix, "rw-------"));
        try {
            if (posix) {
                requirePrivate(file);
            }
            if (lock(channel) == null) {
                throw new UserException("the KV blocks in " + file
                        + " are used by another process; give each its own --kv-offloading-disk-path");
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException here) {
            return null;
        }
    }
}
