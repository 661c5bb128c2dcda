package dev.octavo.runtime.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.load.GgufFile;
import dev.octavo.runtime.testing.SharedMaterial;
import dev.octavo.runtime.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tokenizers out of GGUF files against the ids published with llama.cpp, and against the {@code tokenizers} library. */
class GgufTokenizerTest {

    private static final int ANY = Integer.MAX_VALUE;

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deepseek-coder",
                "deepseek-llm",
                "falcon",
                "gpt-2",
                "llama-bpe",
                "llama-spm",
                "phi-3",
                "qwen2",
                "qwen35",
                "starcoder"
            })
    void agreesWithThePublishedIds(String name) throws IOException {
        Path folder = SharedMaterial.require("tokenizers/ggml-vocab");
        try (GgufFile file = GgufFile.open(vocabulary(folder, name))) {
            Tokenizer tokenizer = GgufTokenizer.read(file.metadata(), ANY);
            String[] texts = Files.readString(folder.resolve("ggml-vocab-" + name + ".gguf.inp"))
                    .split("\n__ggml_vocab_test__\n", -1);
            List<String> lines = Files.readAllLines(folder.resolve("ggml-vocab-" + name + ".gguf.out"));
            assertThat(lines).hasSizeGreaterThanOrEqualTo(texts.length - 1);
            List<String> failures = new ArrayList<>();
            for (int i = 0; i < texts.length && i < lines.size(); i++) {
                int[] expected = Arrays.stream(lines.get(i).trim().split(" +"))
                        .filter(id -> !id.isEmpty())
                        .mapToInt(Integer::parseInt)
                        .toArray();
                int[] ids = tokenizer.encode(texts[i], false);
                if (!Arrays.equals(ids, expected)) {
                    failures.add("\"" + texts[i] + "\": " + Arrays.toString(ids) + " instead of "
                            + Arrays.toString(expected));
                }
            }
            assertThat(failures).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "deepseek-coder,deepseek-coder",
        "deepseek-llm,deepseek-llm",
        "falcon,falcon",
        "gpt-2,gpt2",
        "llama-bpe,llama3",
        "llama-spm,llama2",
        "qwen35,qwen3.5-base-vocab",
        "starcoder,starcoder"
    })
    void agreesWithTheTokenizersLibrary(String name, String vectors) throws IOException {
        Path folder = SharedMaterial.require("tokenizers");
        JsonNode expected = JsonMapper.shared()
                .readTree(Objects.requireNonNull(
                        SharedMaterial.read(folder.resolve("vectors").resolve(vectors + ".json"))));
        try (GgufFile file = GgufFile.open(vocabulary(folder.resolve("ggml-vocab"), name))) {
            Tokenizer tokenizer = GgufTokenizer.read(file.metadata(), ANY);
            List<String> failures = new ArrayList<>();
            for (JsonNode vector : expected.get("vectors")) {
                String text = vector.get("text").stringValue();
                int[] ids = ints(vector.get("ids"));
                if (!Arrays.equals(tokenizer.encode(text, false), ids)) {
                    failures.add("\"" + text + "\": " + Arrays.toString(tokenizer.encode(text, false)) + " instead of "
                            + Arrays.toString(ids));
                }
                String decoded = vector.get("decoded").stringValue();
                if (!tokenizer.decode(ids, false).equals(decoded)) {
                    failures.add("\"" + tokenizer.decode(ids, false) + "\" instead of \"" + decoded + "\"");
                }
            }
            assertThat(failures).isEmpty();
        }
    }

    private Path vocabulary(Path folder, String name) throws IOException {
        Path plain = folder.resolve("ggml-vocab-" + name + ".gguf");
        if (Files.exists(plain)) {
            return plain;
        }
        Path unpacked = scratch.resolve(name + ".gguf");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(plain.getFileName() + ".gz")))) {
            Files.copy(in, unpacked);
        }
        return unpacked;
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }
}
