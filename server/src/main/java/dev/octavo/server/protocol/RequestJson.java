package dev.octavo.server.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Bytes of a request to a JSON object: strict UTF-8, strict JSON, no name twice, bounded depth and size. Safe for use by any number of threads. */
public final class RequestJson {

    private static final int MAX_NAME_CHARS = 4096;
    private static final int MAX_NUMBER_CHARS = 400;

    private final ObjectReader reader;

    /**
     * A parser with bounds.
     *
     * @param maxDepth nesting
     * @param maxTokens values, names and brackets
     * @param maxBodyBytes longest text
     */
    public RequestJson(int maxDepth, int maxTokens, int maxBodyBytes) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(maxDepth)
                .maxTokenCount(maxTokens)
                .maxStringLength(maxBodyBytes)
                .maxNameLength(MAX_NAME_CHARS)
                .maxNumberLength(MAX_NUMBER_CHARS)
                .build();
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(constraints)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
        this.reader = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .readerFor(JsonNode.class);
    }

    /** The bounded reader itself. */
    public ObjectReader reader() {
        return reader;
    }

    /** The object in a body. */
    public Fields parse(byte[] body) {
        String text = decode(body);
        JsonNode tree;
        try {
            tree = reader.readTree(text);
        } catch (JacksonException e) {
            throw ApiException.badRequest("The request body is not valid JSON: " + reason(e) + position(e));
        }
        if (!tree.isObject()) {
            throw ApiException.badRequest("The request body must be a JSON object.");
        }
        return Fields.root(tree);
    }

    private static String decode(byte[] body) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(body);
        try {
            CharBuffer chars = decoder.decode(bytes);
            return chars.toString();
        } catch (CharacterCodingException e) {
            throw ApiException.badRequest(
                    "The request body is not UTF-8: bad byte at offset " + bytes.position() + ".");
        }
    }

    private static String reason(JacksonException e) {
        String message = e.getOriginalMessage();
        return message == null ? "unreadable" : firstLine(message);
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() <= 300 ? line : line.substring(0, 300) + "...";
    }

    private static String position(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        if (at == null || at.getLineNr() < 0) {
            return ".";
        }
        return " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ").";
    }
}
