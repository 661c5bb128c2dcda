package dev.octavo.runtime.load;

import dev.octavo.spi.OctavoException;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Words for files that cannot be read. */
final class BadFile {

    /** Names from a file that end up in messages are cut to this many characters. */
    private static final int QUOTE_LIMIT = 120;

    private BadFile() {}

    static UserException damaged(Path file, String what) {
        return damaged(file, what, null);
    }

    static UserException damaged(Path file, String what, @Nullable Throwable cause) {
        return new UserException(
                file + " is not a sound safetensors file: " + what + "; download or convert it again", cause);
    }

    static UserException damagedGguf(Path file, String what) {
        return new UserException(file + " is not a sound GGUF file: " + what + "; download or convert it again");
    }

    static OctavoException unreadable(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new UserException(file + " does not exist; check the model's path", e);
        }
        if (e instanceof AccessDeniedException) {
            return new UserException(file + " may not be read by this user; check its permissions", e);
        }
        return new ResourceException(
                "cannot read " + file + ": " + e.getMessage() + "; check the disk and try again", e);
    }

    static ResourceException unwritable(Path file, IOException e) {
        return new ResourceException(
                "cannot write " + file + ": " + e.getMessage() + "; check space and permissions of its directory", e);
    }

    static ResourceException changed(Path file, String how, @Nullable Throwable cause) {
        return new ResourceException(
                file + " changed while it was being read (" + how
                        + "); leave a model's files alone while it loads, replace them by renaming, and start again",
                cause);
    }

    /** A name from a file, safe to print: control characters escaped, cut. */
    static String quote(String name) {
        StringBuilder out = new StringBuilder("'");
        int end = Math.min(name.length(), QUOTE_LIMIT);
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append(end < name.length() ? "...'" : "'").toString();
    }
}
