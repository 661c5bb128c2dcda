package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.config.Surroundings;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.UserException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What a user can set.
 *
 * @param cache where built programs are kept; empty to keep none
 * @param staging how kernels reach staging memory
 */
record OpenClSettings(Optional<Path> cache, Staging staging) {

    /** How kernels reach staging memory. */
    enum Staging {
        /** As the device does best. */
        AUTO,
        /** In place, while the host sees it. */
        SHARED,
        /** By copies. */
        COPIED
    }

    static OpenClSettings from(BackendOptions options) {
        return new OpenClSettings(
                options.text("cache").map(OpenClSettings::folder).orElseGet(Surroundings::cacheFolder),
                options.text("staging").map(OpenClSettings::staging).orElse(Staging.AUTO));
    }

    private static Optional<Path> folder(String text) {
        if (text.strip().equals("off")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(text.strip()));
        } catch (InvalidPathException e) {
            throw new UserException("backend option cache=" + text + " is neither a folder nor 'off'");
        }
    }

    private static Staging staging(String text) {
        for (Staging value : Staging.values()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text.strip())) {
                return value;
            }
        }
        throw new UserException("backend option staging=" + text + " is not auto, shared or copied");
    }
}
