package dev.octavo.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Folders of the user and of this installation. */
public final class UserFolders {

    private UserFolders() {}

    /** Where things are kept that should outlive a command: {@code $XDG_STATE_HOME/octavo}, or {@code ~/.local/state/octavo}. Made if it can be. */
    public static Path state() {
        String base = System.getenv("XDG_STATE_HOME");
        Path folder = base == null || base.isBlank()
                ? Path.of(System.getProperty("user.home", "."), ".local", "state", "octavo")
                : Path.of(base, "octavo");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            // Without it there is no history, and nothing else is missing.
            return Path.of(System.getProperty("java.io.tmpdir", "."));
        }
        return folder;
    }

    /** Where things are kept that can be made again: {@code $XDG_CACHE_HOME/octavo}, or {@code ~/.cache/octavo}. Not made. */
    public static Path cache() {
        String base = System.getenv("XDG_CACHE_HOME");
        return base == null || base.isBlank()
                ? Path.of(System.getProperty("user.home", "."), ".cache", "octavo")
                : Path.of(base, "octavo");
    }

    /** Where the installation's plug-ins lie; empty without a launcher, which knows where that is. */
    public static Optional<Path> backends() {
        return Optional.ofNullable(System.getProperty("octavo.home"))
                .map(home -> Path.of(home).toAbsolutePath().resolve("backends"))
                .filter(Files::isDirectory);
    }

    /** Where Octavo is installed, as its launcher says; the working directory without one. */
    public static Path home() {
        return Path.of(System.getProperty("octavo.home", "")).toAbsolutePath();
    }
}
