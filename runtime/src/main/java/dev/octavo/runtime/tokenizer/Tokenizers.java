package dev.octavo.runtime.tokenizer;

import dev.octavo.runtime.tokenizer.json.Field;
import dev.octavo.runtime.tokenizer.json.TokenizerJson;
import dev.octavo.runtime.tokenizer.json.TokenizerLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads tokenizers. Every method throws {@link dev.octavo.spi.UserException} for a file that is missing, broken or beyond the limits. */
public final class Tokenizers {

    private Tokenizers() {}

    /**
     * The tokenizer of a model directory in Hugging Face's layout: {@code tokenizer.json}, and where they exist
     * {@code tokenizer_config.json} and {@code special_tokens_map.json}.
     */
    public static Tokenizer load(Path modelDirectory) {
        return load(modelDirectory, TokenizerLimits.standard());
    }

    /** As {@link #load(Path)} within other limits. */
    static Tokenizer load(Path modelDirectory, TokenizerLimits limits) {
        TokenizerFiles files = new TokenizerFiles(modelDirectory, limits);
        return build(files.name("tokenizer.json"), files.tokenizer(), files.config(), files.specialTokensMap(), limits);
    }

    /** The tokenizer of the content of a {@code tokenizer.json} and, where there is one, a {@code tokenizer_config.json}. */
    public static Tokenizer parse(byte[] tokenizerJson, byte @Nullable [] tokenizerConfigJson) {
        return parse(tokenizerJson, tokenizerConfigJson, TokenizerLimits.standard());
    }

    /** As {@link #parse(byte[], byte[])} within other limits. */
    static Tokenizer parse(byte[] tokenizerJson, byte @Nullable [] tokenizerConfigJson, TokenizerLimits limits) {
        Field config = tokenizerConfigJson == null
                ? null
                : new TokenizerJson("tokenizer_config.json", limits).tree(tokenizerConfigJson);
        return build("tokenizer.json", tokenizerJson, config, null, limits);
    }

    /** What the files beside {@code tokenizer.json} say; all absent where there are none. */
    public static TokenizerConfig config(Path modelDirectory) {
        TokenizerLimits limits = TokenizerLimits.standard();
        TokenizerFiles files = new TokenizerFiles(modelDirectory, limits);
        return new ConfigReader(limits, files.config(), files.specialTokensMap()).read(files.templates());
    }

    /** The tokenizer of parts that stand elsewhere than in a {@code tokenizer.json}. */
    public static Tokenizer assemble(TokenizerJson.Parts parts, TokenizerConfig config) {
        return new Assembler(parts, TokenizerLimits.standard()).assemble(config, List.of());
    }

    private static Tokenizer build(
            String name, byte[] json, @Nullable Field config, @Nullable Field map, TokenizerLimits limits) {
        ConfigReader reader = new ConfigReader(limits, config, map);
        return new Assembler(new TokenizerJson(name, limits).parts(json), limits)
                .assemble(reader.read(Map.of()), reader.addedTokens());
    }
}
