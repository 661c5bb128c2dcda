package dev.octavo.runtime.gguf;

import dev.octavo.runtime.load.GgufMetadata;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.runtime.tokenizer.TokenizerConfig;
import dev.octavo.runtime.tokenizer.Tokenizers;
import dev.octavo.runtime.tokenizer.json.Field;
import dev.octavo.runtime.tokenizer.json.TokenizerJson;
import dev.octavo.runtime.tokenizer.model.Models;
import dev.octavo.spi.UnsupportedSpecException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Builds a tokenizer of what a GGUF file says, out of the parts that a {@code tokenizer.json} of the same model would have. */
final class GgufTokenizer {

    private static final String PREFIX = "tokenizer.ggml.";
    private static final int MAX_TOKENS = 2_000_000;
    private static final int MAX_MERGES = 4_000_000;
    private static final int MAX_TOKEN_CHARACTERS = 16_384;
    private static final String MARK = "\u2581";

    private final GgufMetadata metadata;
    private final List<String> tokens;
    private final TokenKind[] kinds;
    private final ObjectNode root = JsonNodeFactory.instance.objectNode();
    private final ObjectNode model = JsonNodeFactory.instance.objectNode();

    private GgufTokenizer(GgufMetadata metadata, List<String> tokens) {
        this.metadata = metadata;
        this.tokens = tokens;
        this.kinds = kinds();
    }

    static Tokenizer read(GgufMetadata metadata, int vocabSize) {
        List<String> tokens = new ArrayList<>(metadata.texts(PREFIX + "tokens", MAX_TOKENS)
                .orElseThrow(() -> metadata.error(PREFIX + "tokens", "is missing; the file has no tokenizer")));
        if (tokens.size() > vocabSize) {
            throw metadata.error(
                    PREFIX + "tokens", "has " + tokens.size() + " tokens, but the model has rows for " + vocabSize);
        }
        Set<String> known = new HashSet<>();
        for (int id = 0; id < tokens.size(); id++) {
            if (tokens.get(id).isEmpty()) {
                tokens.set(id, "[EMPTY_" + id + "]");
            }
            if (!known.add(tokens.get(id)) || tokens.get(id).length() > MAX_TOKEN_CHARACTERS) {
                throw metadata.error(
                        PREFIX + "tokens",
                        "has a token twice, or one of more than " + MAX_TOKEN_CHARACTERS + " characters, at id " + id);
            }
        }
        return new GgufTokenizer(metadata, tokens).read();
    }

    /** The id of a token with a part in the protocol ({@code bos}, {@code eos}, {@code eot} ...), empty where the file states none below {@code vocabSize}. */
    static OptionalInt specialId(GgufMetadata metadata, String name, int vocabSize) {
        String key = PREFIX + name + "_token_id";
        // Some converters write -1, or 2^32 - 1, for none.
        OptionalInt id = metadata.float64(key, -1, 0xFFFFFFFFL).stream()
                .mapToInt(value -> (int) (long) value)
                .findFirst();
        return id.isPresent() && id.getAsInt() >= 0 && id.getAsInt() < vocabSize ? id : OptionalInt.empty();
    }

    private TokenKind[] kinds() {
        TokenKind[] kinds = new TokenKind[tokens.size()];
        int[] numbers = metadata.int32s(PREFIX + "token_type", MAX_TOKENS).orElseGet(() -> new int[tokens.size()]);
        if (numbers.length != kinds.length) {
            throw metadata.error(
                    PREFIX + "token_type", "has " + numbers.length + " entries for " + kinds.length + " tokens");
        }
        for (int id = 0; id < kinds.length; id++) {
            kinds[id] = TokenKind.numbered(numbers[id]);
        }
        return kinds;
    }

    private Tokenizer read() {
        String kind = metadata.text(PREFIX + "model").orElse("");
        addedTokens();
        return switch (kind) {
            case "gpt2" -> byteLevel();
            case "llama" -> sentencePiece();
            default ->
                throw new UnsupportedSpecException(metadata.file() + " has a tokenizer of the kind '" + kind + "' ("
                        + PREFIX + "model); Octavo knows gpt2 and llama");
        };
    }

    private Tokenizer byteLevel() {
        String name = metadata.text(PREFIX + "pre").orElse("default");
        PreTokenizer pre = PreTokenizer.named(name);
        if (pre == null) {
            throw new UnsupportedSpecException(metadata.file() + " cuts text as '" + name + "' (" + PREFIX
                    + "pre), which Octavo does not know; it knows " + String.join(", ", PreTokenizer.names()));
        }
        model.put("type", "BPE").put("ignore_merges", pre.ignoreMerges());
        root.set("pre_tokenizer", pre.json());
        root.putObject("decoder").put("type", "ByteLevel");
        if (pre.canonical()) {
            root.putObject("normalizer").put("type", "NFC");
        }
        return assemble(new TokenizerJson.Vocabulary(tokens, null, null), merges(), pre.addBos());
    }

    private Tokenizer sentencePiece() {
        float[] stored = metadata.float32s(PREFIX + "scores", MAX_TOKENS)
                .orElseThrow(() -> metadata.error(PREFIX + "scores", "is missing"));
        if (stored.length != kinds.length) {
            throw metadata.error(PREFIX + "scores", "has " + stored.length + " entries for " + kinds.length);
        }
        double[] scores = new double[kinds.length];
        for (int id = 0; id < kinds.length; id++) {
            scores[id] = kinds[id].isMerged() ? stored[id] : Double.NaN;
        }
        model.put("type", Models.SCORED_BPE);
        OptionalInt unknown = id("unknown", 0);
        if (unknown.isPresent()) {
            model.put("unk_id", unknown.getAsInt());
        }
        boolean prefix = metadata.flag(PREFIX + "add_space_prefix").orElse(true);
        normalizer(prefix);
        decoder(prefix);
        return assemble(new TokenizerJson.Vocabulary(tokens, null, scores), null, true);
    }

    private void normalizer(boolean prefix) {
        ObjectNode sequence = root.putObject("normalizer").put("type", "Sequence");
        ArrayNode steps = sequence.putArray("normalizers");
        if (prefix) {
            steps.addObject().put("type", "Prepend").put("prepend", MARK);
        }
        replace(steps.addObject(), " ", MARK);
    }

    private void decoder(boolean prefix) {
        ObjectNode sequence = root.putObject("decoder").put("type", "Sequence");
        ArrayNode steps = sequence.putArray("decoders");
        replace(steps.addObject(), MARK, " ");
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        if (prefix) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
    }

    private static void replace(ObjectNode step, String from, String to) {
        step.put("type", "Replace").put("content", to);
        step.putObject("pattern").put("String", from);
    }

    private List<String> merges() {
        List<String> lines = metadata.texts(PREFIX + "merges", MAX_MERGES)
                .orElseThrow(() -> metadata.error(PREFIX + "merges", "is missing"));
        List<String> parts = new ArrayList<>(2 * lines.size());
        for (String line : lines) {
            int space = line.indexOf(' ', 1);
            if (space < 0) {
                throw metadata.error(PREFIX + "merges", "has a line that is not two tokens and a space");
            }
            parts.add(line.substring(0, space));
            parts.add(line.substring(space + 1));
        }
        return parts;
    }

    private void addedTokens() {
        ArrayNode added = root.putArray("added_tokens");
        for (int id = 0; id < kinds.length; id++) {
            if (kinds[id].isAdded()) {
                added.addObject()
                        .put("content", tokens.get(id))
                        .put("special", kinds[id].isSpecial())
                        .put("normalized", false);
            }
        }
    }

    private Tokenizer assemble(
            TokenizerJson.Vocabulary vocabulary, @Nullable List<String> merges, boolean addBosByDefault) {
        String file = metadata.file().toString();
        TokenizerJson.Parts parts = new TokenizerJson.Parts(
                new Field(file, "tokenizer", root), new Field(file, "tokenizer.model", model), vocabulary, merges);
        boolean sentencePiece = merges == null;
        TokenizerConfig config = new TokenizerConfig(
                text(id("bos", sentencePiece ? 1 : -1)),
                text(id("eos", sentencePiece ? 2 : -1)),
                text(id("padding", -1)),
                text(id("unknown", sentencePiece ? 0 : -1)),
                List.of(),
                metadata.flag(PREFIX + "add_bos_token").orElse(addBosByDefault),
                metadata.flag(PREFIX + "add_eos_token").orElse(false),
                Map.of(),
                false,
                OptionalLong.empty(),
                null);
        return Tokenizers.assemble(parts, config);
    }

    /** What the file states, or else {@code absent} where a token of that id is there and does not come out of text. */
    private OptionalInt id(String name, int absent) {
        if (metadata.has(PREFIX + name + "_token_id")) {
            return specialId(metadata, name, tokens.size());
        }
        return absent >= 0 && absent < kinds.length && kinds[absent].isSpecial()
                ? OptionalInt.of(absent)
                : OptionalInt.empty();
    }

    private @Nullable String text(OptionalInt id) {
        return id.isPresent() ? tokens.get(id.getAsInt()) : null;
    }
}
