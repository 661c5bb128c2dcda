package dev.octavo.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.testing.SharedMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every published vector of every tokenizer in the shared material, with and without its configuration. */
class SharedVectorsTest {

    @TestFactory
    Stream<DynamicTest> agreesWithTheReference() throws IOException {
        Path tokenizers = SharedMaterial.require("tokenizers");
        List<Path> vectors;
        try (Stream<Path> files = Files.list(tokenizers.resolve("vectors"))) {
            vectors = files.sorted().toList();
        }
        assertThat(vectors).hasSizeGreaterThanOrEqualTo(20);
        return vectors.stream().map(file -> {
            String name = file.getFileName().toString().replace(".json.gz", "");
            return DynamicTest.dynamicTest(name, () -> compare(tokenizers.resolve(name), name, file));
        });
    }

    private static void compare(Path directory, String name, Path file) {
        JsonNode vectors = JsonMapper.shared()
                .readTree(Objects.requireNonNull(SharedMaterial.read(file.resolveSibling(name + ".json"))));
        byte[] json = Objects.requireNonNull(SharedMaterial.read(directory.resolve("tokenizer.json")));
        byte[] config = SharedMaterial.read(directory.resolve("tokenizer_config.json"));
        compare(Tokenizers.parse(json, null), vectors);
        if (config != null) {
            compare(Tokenizers.parse(json, config), vectors);
        }
    }

    private static void compare(Tokenizer tokenizer, JsonNode vectors) {
        List<String> failures = new ArrayList<>();
        assertThat(tokenizer.vocabularySize())
                .isGreaterThanOrEqualTo(vectors.get("vocab_size").intValue());
        for (JsonNode vector : vectors.get("vectors")) {
            String text = vector.get("text").stringValue();
            int[] ids = ints(vector.get("ids"));
            check(failures, "ids", text, tokenizer.encode(text, false), ids);
            JsonNode special = vector.get("ids_with_special");
            check(failures, "special", text, tokenizer.encode(text, true), special == null ? ids : ints(special));
            decode(failures, tokenizer, vector);
        }
        for (JsonNode vector : vectors.get("decode_only")) {
            decode(failures, tokenizer, vector);
        }
        for (JsonNode pair : vectors.get("pairs")) {
            Encoding encoding = tokenizer.encodePair(
                    pair.get("a").stringValue(), pair.get("b").stringValue(), true);
            check(failures, "pair", pair.get("a").stringValue(), encoding.ids(), ints(pair.get("ids")));
            check(failures, "types", pair.get("a").stringValue(), encoding.typeIds(), ints(pair.get("type_ids")));
        }
        assertThat(failures).isEmpty();
    }

    private static void decode(List<String> failures, Tokenizer tokenizer, JsonNode vector) {
        int[] ids = ints(vector.get("ids"));
        check(failures, "decoded", tokenizer, ids, false, vector.get("decoded").stringValue());
        check(
                failures,
                "skipped",
                tokenizer,
                ids,
                true,
                vector.get("decoded_skip_special").stringValue());
    }

    private static void check(
            List<String> failures, String what, Tokenizer tokenizer, int[] ids, boolean skip, String expected) {
        StringBuilder streamed = new StringBuilder();
        IncrementalDetokenizer detokenizer = tokenizer.detokenizer(skip);
        for (int id : ids) {
            streamed.append(detokenizer.accept(id));
        }
        streamed.append(detokenizer.finish());
        String whole = tokenizer.decode(ids, skip);
        if (!whole.equals(expected) || !expected.contentEquals(streamed)) {
            failures.add(what + " <" + expected + "> but <" + whole + "> streamed <" + streamed + ">");
        }
    }

    private static void check(List<String> failures, String what, String text, int[] actual, int[] expected) {
        if (!java.util.Arrays.equals(actual, expected)) {
            failures.add(what + " of <" + text + ">: " + java.util.Arrays.toString(expected) + " but "
                    + java.util.Arrays.toString(actual));
        }
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }
}
