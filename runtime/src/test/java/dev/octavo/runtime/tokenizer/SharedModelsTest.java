package dev.octavo.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.testing.SharedMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tokenizers of the models in the shared material, against the prompts of their reference runs. */
class SharedModelsTest {

    @TestFactory
    Stream<DynamicTest> encodesThePromptsOfTheReferenceRuns() throws IOException {
        List<Path> models;
        try (Stream<Path> directories = Files.list(SharedMaterial.require("goldens"))) {
            models = Stream.concat(directories, Stream.of(SharedMaterial.require("models/stories260k")))
                    .filter(directory -> Files.exists(directory.resolve("tokenizer.json")))
                    .sorted()
                    .toList();
        }
        assertThat(models).hasSizeGreaterThan(30);
        return models.stream()
                .map(model -> DynamicTest.dynamicTest(model.getFileName().toString(), () -> check(model)));
    }

    private static void check(Path model) throws IOException {
        Tokenizer tokenizer = Tokenizers.load(model);
        assertThat(Tokenizers.config(model).tokenizerClass()).isNotNull();
        JsonNode cases = JsonMapper.shared()
                .readTree(Files.readAllBytes(model.resolve("goldens.json")))
                .path("cases");
        for (JsonNode golden : cases) {
            JsonNode text = golden.get("text");
            JsonNode ids = golden.get("prompt_ids");
            if (text != null && text.isString() && ids != null && !golden.has("image")) {
                assertThat(tokenizer.encode(text.stringValue(), true)).isEqualTo(Fixtures.ints(ids));
            }
        }
    }
}
