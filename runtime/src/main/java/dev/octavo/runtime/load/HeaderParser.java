package dev.octavo.runtime.load;

import dev.octavo.spi.UserException;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the JSON of a safetensors header as a stream of tokens, so that nothing is built but the entries themselves. What the offsets
 * mean is checked by {@link HeaderLayout}.
 */
final class HeaderParser {

    private static final int MAX_TENSORS = 1_000_000;
    private static final int MAX_RANK = 64;
    private static final int MAX_DEPTH = 128;
    private static final int MAX_NAME = 65_536;
    private static final int MAX_NUMBER = 1000;
    private static final String METADATA = "__metadata__";

    private final Path file;
    private final JsonParser json;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private final List<TensorEntry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private @Nullable Map<String, String> metadata;

    private HeaderParser(Path file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    /**
     * @param file named in errors
     * @param utf8 the header, without its length
     * @throws UserException if it is not the header of a safetensors file
     */
    static Header parse(Path file, byte[] utf8) {
        if (utf8.length > 0 && utf8[0] == (byte) 0xEF) {
            throw BadFile.damaged(file, "the header does not begin with an object");
        }
        JsonFactory factory = JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxDocumentLength(Math.max(1, utf8.length))
                        .maxNumberLength(MAX_NUMBER)
                        .maxStringLength(Math.max(1, utf8.length))
                        .maxNameLength(MAX_NAME)
                        .build())
                .build();
        try (JsonParser json = factory.createParser(ObjectReadContext.empty(), reader(utf8))) {
            return new HeaderParser(file, json).header();
        } catch (JacksonException e) {
            throw BadFile.damaged(file, "the header is not JSON in UTF-8: " + e.getOriginalMessage() + at(e), e);
        }
    }

    /** Bytes would let Jackson guess other encodings. */
    private static Reader reader(byte... utf8) {
        return new InputStreamReader(
                new ByteArrayInputStream(utf8),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /** The entries in file order, and the metadata. */
    record Header(List<TensorEntry> entries, Map<String, String> metadata) {}

    private Header header() {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw damaged("the header is not an object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = name();
            JsonToken value = json.nextToken();
            if (name.equals(METADATA)) {
                metadata(value);
            } else {
                entry(name, value);
            }
        }
        if (json.nextToken() != null) {
            throw damaged("text follows the header's object");
        }
        return new Header(entries, metadata == null ? Map.of() : metadata);
    }

    private void metadata(JsonToken value) {
        if (metadata != null) {
            throw damaged(METADATA + " occurs twice");
        }
        Map<String, String> read = new LinkedHashMap<>();
        metadata = read;
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (value != JsonToken.START_OBJECT) {
            throw damaged(METADATA + " is not an object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = name();
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw damaged(METADATA + " holds something other than text under " + BadFile.quote(key));
            }
            if (read.put(key, json.getString()) != null) {
                throw damaged(METADATA + " names " + BadFile.quote(key) + " twice");
            }
        }
    }

    private void entry(String name, JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw damaged("the entry of tensor " + BadFile.quote(name) + " is not an object");
        }
        if (!names.add(name)) {
            throw damaged("tensor " + BadFile.quote(name) + " occurs twice");
        }
        if (entries.size() == MAX_TENSORS) {
            throw damaged("it has more than " + MAX_TENSORS + " tensors");
        }
        StoredType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = name();
            JsonToken token = json.nextToken();
            switch (field) {
                case "dtype" -> type = once(name, field, type, type(name, token));
                case "shape" -> shape = once(name, field, shape, numbers(name, field, token, MAX_RANK));
                case "data_offsets" -> offsets = once(name, field, offsets, numbers(name, field, token, 2));
                default -> json.skipChildren();
            }
        }
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw damaged("tensor " + BadFile.quote(name) + " needs dtype, shape and two data_offsets");
        }
        entries.add(new TensorEntry(name, type, shape, offsets.get(0), offsets.get(1)));
    }

    private <T> T once(String tensor, String field, @Nullable T before, T now) {
        if (before != null) {
            throw damaged("tensor " + BadFile.quote(tensor) + " names " + field + " twice");
        }
        return now;
    }

    private StoredType type(String tensor, JsonToken token) {
        String text = token == JsonToken.VALUE_STRING ? json.getString() : "";
        return StoredType.named(text)
                .orElseThrow(() ->
                        damaged("tensor " + BadFile.quote(tensor) + " has the unknown dtype " + BadFile.quote(text)));
    }

    private List<Long> numbers(String tensor, String field, JsonToken token, int limit) {
        if (token != JsonToken.START_ARRAY) {
            throw damaged(field + " of tensor " + BadFile.quote(tensor) + " is not a list");
        }
        List<Long> numbers = new ArrayList<>(4);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (numbers.size() == limit) {
                throw damaged(field + " of tensor " + BadFile.quote(tensor) + " has more than " + limit + " numbers");
            }
            numbers.add(unsigned(tensor, field));
        }
        return numbers;
    }

    private long unsigned(String tensor, String field) {
        // "-0" is a floating-point zero to the reference.
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getString().startsWith("-")) {
            throw damaged(
                    field + " of tensor " + BadFile.quote(tensor) + " holds something other than whole numbers from 0");
        }
        return json.getLongValue();
    }

    /** The current property name; text that is no valid Unicode would print and compare wrongly. */
    private String name() {
        String name = json.currentName();
        if (name == null) {
            throw damaged("the header is cut off");
        }
        if (!encoder.canEncode(name)) {
            throw damaged("the name " + BadFile.quote(name) + " is not valid Unicode");
        }
        return name;
    }

    private UserException damaged(String what) {
        return BadFile.damaged(file, what);
    }

    private static String at(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " (at character " + e.getLocation().getCharOffset() + " of the header)";
    }
}
