package dev.octavo.runtime.tokenizer.json;

import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON of tokenizers within limits. The vocabulary and the merges, hundreds of thousands of entries, are streamed into lists; all
 * else becomes {@link Field}s.
 */
public final class TokenizerJson {

    /** Room for the names of ordinary members however short tokens must be. */
    private static final int LONGEST_MEMBER = 1024;

    private final String file;
    private final TokenizerLimits limits;
    private final JsonMapper mapper;

    /** A reader of the file called {@code file}, the name to complain about. */
    public TokenizerJson(String file, TokenizerLimits limits) {
        this.file = file;
        this.limits = limits;
        mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(limits.depth())
                                .maxDocumentLength(limits.fileBytes())
                                .maxStringLength(limits.fileBytes())
                                .maxNameLength(Math.max(LONGEST_MEMBER, limits.tokenCharacters() * 4))
                                .maxNumberLength(64)
                                .build())
                        .build())
                // Members are read one by one, with the rest of the file still to come.
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /**
     * The parts of a {@code tokenizer.json}.
     *
     * @param root everything but the model
     * @param model the model without its vocabulary and merges
     * @param vocabulary the vocabulary
     * @param merges left and right part of each merge in turn, or null where the model has none
     */
    public record Parts(
            Field root,
            Field model,
            Vocabulary vocabulary,
            @Nullable List<String> merges) {}

    /**
     * A vocabulary in the order of the file.
     *
     * @param tokens the tokens
     * @param ids their ids, or null where position says it
     * @param scores their scores, or null where there are none
     */
    @SuppressWarnings("ArrayRecordComponent") // large, read by one caller, never compared
    public record Vocabulary(List<String> tokens, int @Nullable [] ids, double @Nullable [] scores) {}

    /** Reads a small file whole. */
    public Field tree(byte[] json) {
        checkSize(json);
        try {
            return new Field(file, "$", mapper.readTree(json));
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    /** Reads a {@code tokenizer.json}. */
    public Parts parts(byte[] json) {
        checkSize(json);
        try (JsonParser parser = mapper.createParser(json)) {
            return new Reading(parser).parts();
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    private void checkSize(byte[] json) {
        if (json.length > limits.fileBytes()) {
            throw new UserException(file + ": the file has " + json.length + " bytes, more than the limit of "
                    + limits.fileBytes() + "; use a smaller tokenizer or raise TokenizerLimits.fileBytes");
        }
    }

    private UserException broken(JacksonException e) {
        String at = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        return new UserException(
                file + at + ": not readable as JSON within the limits: " + e.getOriginalMessage()
                        + "; fetch the file again",
                e);
    }

    /** One pass over a {@code tokenizer.json}. */
    private final class Reading {

        private final JsonParser parser;
        private final Map<String, JsonNode> rootMembers = new HashMap<>();
        private final Map<String, JsonNode> modelMembers = new HashMap<>();
        private boolean sawModel;
        private @Nullable Vocabulary vocabulary;
        private @Nullable List<String> merges;

        Reading(JsonParser parser) {
            this.parser = parser;
        }

        Parts parts() {
            expect(parser.nextToken() == JsonToken.START_OBJECT, "$", "expected an object");
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("model")) {
                    model();
                } else {
                    rootMembers.put(name, tree());
                }
            }
            expect(sawModel, "$.model", "the member is missing");
            Vocabulary found = vocabulary;
            if (found == null) {
                throw error("$.model.vocab", "the member is missing");
            }
            return new Parts(object("$", rootMembers), object("$.model", modelMembers), found, merges);
        }

        private JsonNode tree() {
            JsonNode node = mapper.readTree(parser);
            return node == null ? mapper.nullNode() : node;
        }

        private Field object(String path, Map<String, JsonNode> members) {
            var node = mapper.createObjectNode();
            members.forEach(node::set);
            return new Field(file, path, node);
        }

        private void model() {
            expect(parser.currentToken() == JsonToken.START_OBJECT, "$.model", "expected an object");
            sawModel = true;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("vocab")) {
                    vocabulary = value == JsonToken.START_OBJECT ? namedVocabulary() : scoredVocabulary();
                } else if (name.equals("merges") && value == JsonToken.START_ARRAY) {
                    merges = merges();
                } else {
                    modelMembers.put(name, tree());
                }
            }
        }

        private Vocabulary namedVocabulary() {
            List<String> tokens = new ArrayList<>();
            var ids = new dev.octavo.runtime.tokenizer.text.IntList(1 << 10);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String token = checked(parser.currentName(), "$.model.vocab");
                expect(
                        parser.nextToken() == JsonToken.VALUE_NUMBER_INT,
                        "$.model.vocab",
                        "the id of \"" + token + "\" is not a whole number");
                long id = parser.getLongValue();
                expect(
                        id >= 0 && id <= limits.highestId(),
                        "$.model.vocab",
                        "the id " + id + " of \"" + token + "\" is not in 0.." + limits.highestId());
                tokens.add(token);
                ids.add((int) id);
                bound(tokens.size(), limits.vocabulary(), "$.model.vocab");
            }
            return new Vocabulary(tokens, ids.toArray(), null);
        }

        private Vocabulary scoredVocabulary() {
            expect(parser.currentToken() == JsonToken.START_ARRAY, "$.model.vocab", "expected an object or an array");
            List<String> tokens = new ArrayList<>();
            double[] scores = new double[1 << 10];
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                String path = "$.model.vocab[" + tokens.size() + "]";
                expect(parser.nextToken() == JsonToken.VALUE_STRING, path, "expected [token, score]");
                tokens.add(checked(parser.getString(), path));
                expect(parser.nextToken().isNumeric(), path, "expected [token, score]");
                if (tokens.size() > scores.length) {
                    scores = java.util.Arrays.copyOf(scores, scores.length * 2);
                }
                scores[tokens.size() - 1] = parser.getDoubleValue();
                expect(parser.nextToken() == JsonToken.END_ARRAY, path, "expected [token, score]");
                bound(tokens.size(), limits.vocabulary(), "$.model.vocab");
            }
            expect(parser.currentToken() == JsonToken.END_ARRAY, "$.model.vocab", "expected [token, score]");
            return new Vocabulary(tokens, null, java.util.Arrays.copyOf(scores, tokens.size()));
        }

        private List<String> merges() {
            List<String> parts = new ArrayList<>();
            JsonToken token;
            while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
                String path = "$.model.merges[" + parts.size() / 2 + "]";
                if (token == JsonToken.VALUE_STRING) {
                    lineMerge(parser.getString(), path, parts);
                } else {
                    expect(token == JsonToken.START_ARRAY, path, "expected a string or a pair");
                    for (int i = 0; i < 2; i++) {
                        expect(parser.nextToken() == JsonToken.VALUE_STRING, path, "expected a pair of strings");
                        parts.add(checked(parser.getString(), path));
                    }
                    expect(parser.nextToken() == JsonToken.END_ARRAY, path, "expected a pair of strings");
                }
                bound(parts.size() / 2, limits.merges(), "$.model.merges");
            }
            return parts;
        }

        private void lineMerge(String line, String path, List<String> parts) {
            if (line.startsWith("#version")) {
                return;
            }
            int space = line.indexOf(' ');
            expect(
                    space >= 0 && line.indexOf(' ', space + 1) < 0,
                    path,
                    "\"" + line + "\" is not two tokens and a space");
            parts.add(checked(line.substring(0, space), path));
            parts.add(checked(line.substring(space + 1), path));
        }

        private String checked(String token, String path) {
            expect(
                    token.length() <= limits.tokenCharacters(),
                    path,
                    "a token has " + token.length() + " characters, more than " + limits.tokenCharacters());
            return token;
        }

        private void bound(int count, int limit, String path) {
            expect(count <= limit, path, "more than " + limit + " entries");
        }

        private void expect(boolean condition, String path, String problem) {
            if (!condition) {
                throw error(path, problem);
            }
        }

        private UserException error(String path, String problem) {
            return new Field(file, path, mapper.nullNode()).error(problem);
        }
    }
}
