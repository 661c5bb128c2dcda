package dev.octavo.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.tokenizer.json.TokenizerLimits;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizersTest {

    @SuppressWarnings("InlineFormatString") // reads better apart
    private static final String SMALL = """
            {"added_tokens": [{"content": "<s>", "special": true}], "normalizer": %s, "pre_tokenizer": %s,
             "post_processor": %s, "decoder": %s,
             "model": {"type": "BPE", "unk_token": null, "vocab": {"a": 0, "b": 1, "ab": 2, "<s>": 3}, "merges": %s}}
            """;

    @TempDir
    Path directory;

    private static byte[] small(String normalizer, String preTokenizer, String post, String decoder, String merges) {
        return SMALL.formatted(normalizer, preTokenizer, post, decoder, merges).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] small() {
        return small("null", "null", "null", "null", "[[\"a\", \"b\"]]");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    @Test
    void readsADirectoryWithItsConfiguration() throws IOException {
        Files.write(directory.resolve("tokenizer.json"), small());
        write("tokenizer_config.json", """
                {"add_bos_token": true, "bos_token": {"__type": "AddedToken", "content": "<s>"}, "eos_token": "</s>",
                 "pad_token": null, "model_max_length": 512, "tokenizer_class": "LlamaTokenizer",
                 "chat_template": [{"name": "default", "template": "{{ x }}"}, {"name": "tool_use", "template": "{{ t }}"}]}
                """);
        write("special_tokens_map.json", "{\"unk_token\": {\"content\": \"<s>\"}, \"pad_token\": \"b\"}");
        Tokenizer tokenizer = Tokenizers.load(directory);
        assertThat(tokenizer.encode("ab", true)).containsExactly(3, 2);
        assertThat(tokenizer.encode("ab</s>", false)).containsExactly(2, 4);
        assertThat(tokenizer.decode(new int[] {3, 2, 4}, true)).isEqualTo("ab");
        SpecialTokens special = tokenizer.special();
        assertThat(special.bosId()).isEqualTo(OptionalInt.of(3));
        assertThat(special.eosId()).isEqualTo(OptionalInt.of(4));
        assertThat(special.pad()).isNull();
        assertThat(special.unkId()).isEqualTo(OptionalInt.of(3));
        TokenizerConfig config = Tokenizers.config(directory);
        assertThat(config.chatTemplates()).containsEntry("default", "{{ x }}").containsEntry("tool_use", "{{ t }}");
        assertThat(config.modelMaxLength()).isEqualTo(OptionalLong.of(512));
        assertThat(config.addEos()).isNull();
    }

    @Test
    void prefersTheTemplateInAFileOfItsOwn() throws IOException {
        write("tokenizer_config.json", "{\"chat_template\": \"old\", \"model_max_length\": 1e30}");
        write("chat_template.jinja", "new");
        TokenizerConfig config = Tokenizers.config(directory);
        assertThat(config.chatTemplates()).containsOnly(java.util.Map.entry(TokenizerConfig.DEFAULT_TEMPLATE, "new"));
        assertThat(config.modelMaxLength()).isEmpty();
    }

    @Test
    void theConfigurationDecidesAboutTheBeginningToken() {
        byte[] template = small(
                "null",
                "null",
                "{\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"<s>\", \"type_id\": 0}},"
                        + " {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}], \"pair\": [], \"special_tokens\":"
                        + " {\"<s>\": {\"id\": \"<s>\", \"ids\": [3], \"tokens\": [\"<s>\"]}}}",
                "null",
                "[]");
        byte[] off = "{\"add_bos_token\": false, \"bos_token\": \"<s>\"}".getBytes(StandardCharsets.UTF_8);
        byte[] silent = "{\"bos_token\": \"<s>\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(Tokenizers.parse(template, null).encode("a", true)).containsExactly(3, 0);
        assertThat(Tokenizers.parse(template, silent).encode("a", true)).containsExactly(3, 0);
        assertThat(Tokenizers.parse(template, off).encode("a", true)).containsExactly(0);
    }

    @Test
    void saysThatTheFileIsMissing() {
        assertThatThrownBy(() -> Tokenizers.load(directory))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("no tokenizer.json")
                .hasMessageContaining("save_pretrained");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\": \"Nope\"} | null | null | null | [] | $.normalizer",
                "null | {\"type\": \"Split\", \"pattern\": {\"Regex\": \"(\"}, \"behavior\": \"Isolated\"} | null | null | [] | $.pre_tokenizer.pattern.Regex",
                "null | {\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Split\"}]} | null | null | [] | $.pre_tokenizer.pretokenizers[0]",
                "null | null | {\"type\": \"BertProcessing\", \"sep\": [\"a\"], \"cls\": [\"a\", 0]} | null | [] | $.post_processor.sep",
                "null | null | null | {\"type\": \"Strip\", \"content\": \"ab\"} | [] | $.decoder.content",
                "null | null | null | null | [[\"a\", \"z\"]] | $.model",
                "null | null | null | null | [\"a b c\"] | $.model.merges[0]",
                "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"} | null | null | null | [] | $.normalizer.precompiled_charsmap"
            })
    void saysWhereAFileIsWrong(
            String normalizer, String preTokenizer, String post, String decoder, String merges, String path) {
        byte[] json = small(normalizer, preTokenizer, post, decoder, merges);
        assertThatThrownBy(() -> Tokenizers.parse(json, null))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("tokenizer.json: " + path + ": ")
                .hasMessageContaining("fetch the file again");
    }

    @Test
    void holdsToItsLimits() {
        byte[] json = small();
        TokenizerLimits standard = TokenizerLimits.standard();
        assertThatThrownBy(() -> Tokenizers.parse(json, null, new TokenizerLimits(10, 64, 9, 9, 9, 9, 9, 9)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("limit of 10");
        assertThatThrownBy(() -> Tokenizers.parse(json, null, new TokenizerLimits(9999, 64, 3, 9, 9, 9, 9, 9)))
                .hasMessageContaining("$.model.vocab: more than 3 entries");
        assertThatThrownBy(() -> Tokenizers.parse(json, null, new TokenizerLimits(9999, 64, 9, 9, 9, 2, 9, 9)))
                .hasMessageContaining("is not in 0..2");
        assertThatThrownBy(() -> Tokenizers.parse(json, null, new TokenizerLimits(9999, 64, 9, 9, 9, 9, 2, 9)))
                .hasMessageContaining("more than 2");
        assertThatThrownBy(() -> Tokenizers.parse(json, null, new TokenizerLimits(9999, 2, 9, 9, 9, 9, 9, 9)))
                .hasMessageContaining("within the limits");
        assertThat(Tokenizers.parse(json, null, standard).encode("ab", false)).containsExactly(2);
    }

    @Test
    void refusesEndlessNesting() {
        String deep = "{\"type\": \"Sequence\", \"normalizers\": [".repeat(20) + "]}".repeat(20);
        String wide = "{\"type\": \"Sequence\", \"normalizers\": [" + "{\"type\": \"NFC\"},".repeat(300)
                + "{\"type\": \"NFC\"}]}";
        assertThat(Tokenizers.parse(small(deep, "null", "null", "null", "[]"), null)
                        .encode("a", false))
                .containsExactly(0);
        assertThatThrownBy(() -> Tokenizers.parse(small(wide, "null", "null", "null", "[]"), null))
                .hasMessageContaining("too many normalizers");
        String deeper = "{\"type\": \"Sequence\", \"normalizers\": [".repeat(2000) + "]}".repeat(2000);
        assertThatThrownBy(() -> Tokenizers.parse(small(deeper, "null", "null", "null", "[]"), null))
                .isInstanceOf(UserException.class);
    }
}
