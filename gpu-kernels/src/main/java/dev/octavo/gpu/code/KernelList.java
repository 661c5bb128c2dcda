package dev.octavo.gpu.code;

import dev.octavo.gpu.driver.KernelKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text file of kernels, one a line: source, entry, definitions, separated by spaces. The build compiles such a list; a run with a list writes down what it asked
 * for, repetitions of other runs included.
 */
public final class KernelList {

    private final @Nullable Path file;

    /**
     * Opens nothing yet.
     *
     * @param file to add to; empty for none
     */
    public KernelList(String file) {
        this.file = file.isEmpty() ? null : Path.of(file);
    }

    /** Writes a kernel down. */
    public void add(KernelKey key) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, line(key) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write kernels down in " + file, e);
        }
    }

    /** A kernel as a line. */
    public static String line(KernelKey key) {
        String defines = String.join(" ", key.defines());
        return key.source() + " " + key.entry() + (defines.isEmpty() ? "" : " " + defines);
    }

    /** A line as a kernel. */
    public static KernelKey key(String line) {
        List<String> words = Arrays.asList(line.strip().split(" +"));
        if (words.size() < 2) {
            throw new IllegalArgumentException(
                    "\"" + line + "\" names no kernel: source, entry and definitions are needed");
        }
        return new KernelKey(words.get(0), words.get(1), words.subList(2, words.size()));
    }
}
