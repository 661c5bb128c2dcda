package dev.octavo.server.cli;

import dev.octavo.spi.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** Writes results for other programs. */
final class JsonFile {

    private JsonFile() {}

    static void write(Path file, JsonNode result) {
        try {
            Files.writeString(file, result.toPrettyString() + System.lineSeparator());
        } catch (IOException e) {
            throw new ResourceException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
