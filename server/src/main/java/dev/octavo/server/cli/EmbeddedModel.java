package dev.octavo.server.cli;

import dev.octavo.server.config.UserFolders;
import dev.octavo.spi.UserException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The story model that comes with Octavo. */
final class EmbeddedModel {

    private static final String LOCATION = "models/stories";

    private EmbeddedModel() {}

    /** Its directory: in the distribution, or in the source tree that the distribution was built in. */
    static Path directory() {
        Path home = UserFolders.home();
        for (Path folder = home; folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve(LOCATION);
            if (Files.isRegularFile(candidate.resolve("config.json"))) {
                return candidate;
            }
        }
        throw new UserException(
                "the embedded model is not there (" + LOCATION + " above " + home + "); give the directory of a model");
    }
}
