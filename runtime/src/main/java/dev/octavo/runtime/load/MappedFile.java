package dev.octavo.runtime.load;

import dev.octavo.spi.ResourceException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A whole file, mapped read-only, with what is needed to notice that it changed underneath. Safe for use by several threads. */
final class MappedFile implements AutoCloseable {

    private static final int READ_CHUNK = 8 << 20;

    private final Path path;
    private final Arena arena;
    private final MemorySegment bytes;
    private final FileTime modified;
    private final @Nullable Object key;

    private MappedFile(Path path, Arena arena, MemorySegment bytes, BasicFileAttributes attributes) {
        this.path = path;
        this.arena = arena;
        this.bytes = bytes;
        this.modified = attributes.lastModifiedTime();
        this.key = attributes.fileKey();
    }

    static MappedFile open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            // A pipe would block and a directory fails later with a worse message.
            if (!attributes.isRegularFile()) {
                throw BadFile.damaged(path, "it is not a regular file");
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                long size = channel.size();
                if (size != attributes.size()) {
                    throw BadFile.changed(path, attributes.size() + " bytes became " + size, null);
                }
                return new MappedFile(
                        path, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena), attributes);
            }
        } catch (IOException e) {
            arena.close();
            throw BadFile.unreadable(path, e);
        } catch (OutOfMemoryError e) {
            arena.close();
            throw new ResourceException(
                    "cannot map " + path + ": " + e.getMessage()
                            + "; address space or map entries ran out (ulimit -v, vm.max_map_count)",
                    e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    MemorySegment bytes() {
        return bytes;
    }

    /** Fails with a {@link ResourceException} if the file behind the path is another one, or has another size or time than when opened. */
    void verifyUnchanged() {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            throw BadFile.changed(path, "it is gone", e);
        }
        if (now.size() != bytes.byteSize()) {
            throw BadFile.changed(path, bytes.byteSize() + " bytes became " + now.size(), null);
        }
        if (!now.lastModifiedTime().equals(modified)) {
            throw BadFile.changed(path, "it was written at " + now.lastModifiedTime(), null);
        }
        if (!Objects.equals(now.fileKey(), key)) {
            throw BadFile.changed(path, "another file took its place", null);
        }
    }

    /**
     * Reads the file once from front to back through a channel, not through the mapping: the kernel reads ahead further, and a file
     * that shrinks meanwhile ends the loop instead of faulting.
     *
     * @param read told the size of each piece
     */
    void prefetch(LongConsumer read) {
        ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(READ_CHUNK, Math.max(1, bytes.byteSize())));
        long left = bytes.byteSize();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (left > 0) {
                chunk.clear();
                int count = channel.read(chunk);
                if (count < 0) {
                    throw BadFile.changed(path, "it lost its last " + left + " bytes", null);
                }
                count = (int) Math.min(count, left);
                left -= count;
                read.accept(count);
            }
        } catch (IOException e) {
            throw BadFile.unreadable(path, e);
        }
    }

    /** Runs {@code action}, turning the error that the JVM raises for a page that is no longer there into a {@link ResourceException}. */
    static <T> T guard(Path file, Supplier<T> action) {
        try {
            return action.get();
        } catch (InternalError e) {
            String message = e.getMessage();
            if (message != null && message.contains("unsafe memory access")) {
                throw BadFile.changed(file, "a page of it could not be read", e);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
