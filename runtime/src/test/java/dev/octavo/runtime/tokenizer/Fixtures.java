package dev.octavo.runtime.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Four small tokenizers with what the reference implementation makes of some texts. They were trained with the tokenizers library 0.23.2
 * on a few sentences written for the purpose.
 */
final class Fixtures {

    static final List<String> NAMES = List.of("byte_level_bpe", "sentencepiece_bpe", "unigram", "wordpiece");

    private Fixtures() {}

    static byte[] bytes(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream(name + ".json")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Tokenizer tokenizer(String name) {
        return Tokenizers.parse(bytes(name), null);
    }

    static JsonNode vectors(String name) {
        return JsonMapper.shared().readTree(bytes(name + "_vectors"));
    }

    static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }

    /** All of {@code ids} through the incremental detokenizer. */
    static String streamed(Tokenizer tokenizer, int[] ids, boolean skipSpecialTokens) {
        IncrementalDetokenizer detokenizer = tokenizer.detokenizer(skipSpecialTokens);
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(detokenizer.accept(id));
        }
        return text.append(detokenizer.finish()).toString();
    }
}
