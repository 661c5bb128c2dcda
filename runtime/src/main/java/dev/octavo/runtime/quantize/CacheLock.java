package dev.octavo.runtime.quantize;

import dev.octavo.spi.ResourceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Held by whoever writes a cache file. The operating system takes it from a process that dies. The empty file stays: removing it would let two in. */
final class CacheLock implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.octavo.runtime.quantize");
    private static final long POLL_MILLIS = 50;

    private final FileChannel channel;

    private CacheLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @throws IOException if the file system has no locks or the file cannot be made
     * @throws ResourceException if the thread was interrupted
     */
    static CacheLock take(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            for (long tries = 0; attempt(channel) == null; tries++) {
                if (tries == 0) {
                    LOG.log(
                            System.Logger.Level.INFO,
                            "the same weights are being quantised already; waiting for " + file);
                }
                Thread.sleep(POLL_MILLIS);
            }
            return new CacheLock(channel);
        } catch (InterruptedException e) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new ResourceException("waiting for " + file + " was interrupted; open the model again", e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // Held by another thread of this process.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
