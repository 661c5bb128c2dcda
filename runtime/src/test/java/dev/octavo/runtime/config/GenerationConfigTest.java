package dev.octavo.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationConfigTest {

    @TempDir
    private Path directory;

    @Test
    void saysNothingWithoutAFileOrValues() throws IOException {
        assertThat(GenerationConfig.read(directory)).isEqualTo(GenerationConfig.EMPTY);
        assertThat(read("{\"transformers_version\":\"5\",\"temperature\":null}"))
                .isEqualTo(GenerationConfig.EMPTY);
    }

    @Test
    void readsEveryValue() throws IOException {
        GenerationConfig config = read(
                "{\"do_sample\":true,\"temperature\":0.6,\"top_p\":0.95,\"top_k\":20,\"min_p\":0,"
                        + "\"repetition_penalty\":1.05,\"max_new_tokens\":2048,\"bos_token_id\":1,\"eos_token_id\":[2,3],\"pad_token_id\":0}");
        assertThat(config)
                .isEqualTo(new GenerationConfig(
                        Optional.of(true),
                        OptionalDouble.of(0.6),
                        OptionalDouble.of(0.95),
                        OptionalInt.of(20),
                        OptionalDouble.of(0),
                        OptionalDouble.of(1.05),
                        OptionalInt.of(2048),
                        new SpecialTokens(OptionalInt.of(1), List.of(2, 3), OptionalInt.of(0))));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0})
    void noLimitOfCandidatesIsZero(int topK) throws IOException {
        assertThat(read("{\"top_k\":" + topK + "}").topK()).isEqualTo(OptionalInt.of(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"temperature\":-0.1", "\"temperature\":\"hot\"", "\"temperature\":NaN", "\"temperature\":1e400",
                        "\"top_p\":0", "\"top_p\":1.1",
                "\"top_k\":-2", "\"top_k\":1.5", "\"min_p\":-0.1", "\"min_p\":1.5", "\"repetition_penalty\":0",
                        "\"max_new_tokens\":0",
                "\"do_sample\":1", "\"eos_token_id\":\"2\"", "\"eos_token_id\":[2,3.5]"
            })
    void refusesValuesOutOfRange(String property) {
        assertThatThrownBy(() -> read("{" + property + "}"))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("generation_config.json", property.substring(1, property.indexOf(':') - 1));
    }

    private GenerationConfig read(String json) throws IOException {
        Files.writeString(directory.resolve("generation_config.json"), json);
        return GenerationConfig.read(directory);
    }
}
