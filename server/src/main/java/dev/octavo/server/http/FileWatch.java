package dev.octavo.server.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Looks at files from time to time and tells when one has changed. Links are followed, since secrets are often replaced by pointing a link elsewhere, which notices of the file system would miss.
 */
public final class FileWatch implements AutoCloseable {

    private record Mark(Object key, long modified, long size) {}

    private final List<Path> files;
    private final Thread thread;

    private FileWatch(List<Path> files, Duration every, Runnable changed) {
        this.files = List.copyOf(files);
        List<Optional<Mark>> first = marks();
        this.thread = Thread.ofVirtual().name("file-watch").unstarted(() -> look(first, every, changed));
    }

    /**
     * Begins to look.
     *
     * @param changed called on the watch's own thread; a change in the middle of it is noticed afterwards
     */
    public static FileWatch start(List<Path> files, Duration every, Runnable changed) {
        FileWatch watch = new FileWatch(files, every, changed);
        watch.thread.start();
        return watch;
    }

    private void look(List<Optional<Mark>> first, Duration every, Runnable changed) {
        List<Optional<Mark>> known = first;
        try {
            while (true) {
                Thread.sleep(every);
                List<Optional<Mark>> now = marks();
                if (!now.equals(known)) {
                    known = now;
                    changed.run();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Optional<Mark>> marks() {
        return files.stream().map(FileWatch::mark).toList();
    }

    private static Optional<Mark> mark(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            return Optional.of(new Mark(
                    key == null ? file : key, attributes.lastModifiedTime().toMillis(), attributes.size()));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Looks no more. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
