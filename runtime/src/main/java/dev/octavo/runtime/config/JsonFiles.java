package dev.octavo.runtime.config;

import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON files that came with a model: UTF-8, one object, within {@link JsonLimits}; names that occur twice are refused. {@code NaN} and
 * {@code Infinity} are read, because Python writes them, and refused where a finite number is asked for. Stateless.
 */
public final class JsonFiles {

    private JsonFiles() {}

    /**
     * Reads a file with {@link JsonLimits#CONFIG}.
     *
     * @throws UserException if it is missing, too large or not a JSON object; the message names file and position
     * @throws ResourceException if it cannot be read
     */
    public static ConfigObject read(Path file) {
        return read(file, JsonLimits.CONFIG);
    }

    /** {@link #read(Path)} with other limits. */
    public static ConfigObject read(Path file, JsonLimits limits) {
        return parse(bytes(file, limits), file.toString(), limits);
    }

    /** {@link #read(Path)} of a file that need not be there. */
    public static Optional<ConfigObject> readIfPresent(Path file) {
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /**
     * Parses one JSON object.
     *
     * @param source where it came from, for messages
     * @throws UserException if it is no JSON object within the limits
     */
    public static ConfigObject parse(byte[] utf8, String source, JsonLimits limits) {
        JsonNode node;
        try {
            node = mapper(limits).readTree(text(utf8, source));
        } catch (JacksonException e) {
            throw new UserException(
                    source + " is not valid JSON: " + e.getOriginalMessage() + at(e) + "; correct or download it again",
                    e);
        }
        if (node == null || !node.isObject()) {
            throw new UserException(source + " has to hold one JSON object; correct or download it again");
        }
        return new ConfigObject(source, "", node);
    }

    private static JsonMapper mapper(JsonLimits limits) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth())
                        .maxDocumentLength(limits.maxBytes())
                        .maxNumberLength(limits.maxNumberLength())
                        .maxStringLength(limits.maxStringLength())
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    private static String text(byte[] utf8, String source) {
        int skip =
                utf8.length >= 3 && utf8[0] == (byte) 0xEF && utf8[1] == (byte) 0xBB && utf8[2] == (byte) 0xBF ? 3 : 0;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8, skip, utf8.length - skip))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UserException(source + " is not UTF-8 text; correct or download it again", e);
        }
    }

    private static byte[] bytes(Path file, JsonLimits limits) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new UserException(file + " is not a regular file; check the model's path");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(Math.toIntExact(limits.maxBytes()) + 1);
                if (bytes.length > limits.maxBytes()) {
                    throw new UserException(file + " is larger than " + limits.maxBytes()
                            + " bytes, more than such a file may have; download it again");
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw new UserException(
                    file + " does not exist; check the model's path and that its download is complete", e);
        } catch (AccessDeniedException e) {
            throw new UserException(file + " may not be read by this user; check its permissions", e);
        } catch (IOException e) {
            throw new ResourceException(
                    "cannot read " + file + ": " + e.getMessage() + "; check the disk and try again", e);
        }
    }

    private static String at(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return at == null || at.getLineNr() < 1 ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
