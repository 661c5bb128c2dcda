package dev.octavo.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.runtime.tokenizer.Tokenizers;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetFileTest {

    private final Tokenizer tokenizer = Tokenizers.load(stories());

    @TempDir
    private Path folder;

    private static Path stories() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(folder -> folder.resolve("models/stories"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
    }

    private DatasetFile file(String content, OptionalInt output) throws IOException {
        return new DatasetFile(Files.writeString(folder.resolve("data"), content), tokenizer, output);
    }

    @Test
    void aConversationGivesPromptAndLength() throws IOException {
        String prompt = "Once upon a time there was a small dog";
        String answer = "and the dog had a red ball and a blue hat";
        Workload workload =
                file("""
                        [{"conversations": [{"from": "human", "value": "%s"}, {"from": "gpt", "value": "%s"}]},
                         {"conversations": [{"from": "human", "value": "alone"}]},
                         {"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]}]""".formatted(prompt, answer), OptionalInt.empty()).shareGpt();
        List<BenchPrompt> prompts = workload.prompts(3, new int[0], 1);
        assertThat(prompts).hasSize(3).allSatisfy(one -> {
            assertThat(one.ids()).isEqualTo(tokenizer.encode(prompt, true));
            assertThat(one.outputTokens()).isEqualTo(tokenizer.encode(answer, false).length);
        });
    }

    @Test
    void linesGivePrompts() throws IOException {
        String lines =
                "{\"prompt\": \"Once upon\", \"output_tokens\": 7}\n\n{\"prompt\": \"A dog\", \"output_tokens\": 9}\n";
        assertThat(file(lines, OptionalInt.empty()).custom().prompts(2, new int[0], 1))
                .extracting(BenchPrompt::outputTokens)
                .containsExactlyInAnyOrder(7, 9);
        assertThat(file(lines, OptionalInt.of(3)).custom().prompts(4, new int[0], 1))
                .extracting(BenchPrompt::outputTokens)
                .containsOnly(3);
    }

    @Test
    void whatIsNoDatasetIsSaid() {
        assertThatThrownBy(
                        () -> file("{\"prompt\": \"x\"}", OptionalInt.empty()).custom())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("line 1");
        assertThatThrownBy(() -> file("{", OptionalInt.empty()).shareGpt())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no JSON");
        assertThatThrownBy(() -> file("[]", OptionalInt.empty()).shareGpt())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--dataset-path");
        assertThatThrownBy(() -> new DatasetFile(folder.resolve("none"), tokenizer, OptionalInt.empty()).custom())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("none");
    }
}
