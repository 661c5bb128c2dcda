package dev.octavo.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.OctavoException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class HfConfigTest {

    private static final String LLAMA =
            "{\"architectures\":[\"LlamaForCausalLM\"],\"model_type\":\"llama\",\"hidden_size\":64,"
                    + "\"intermediate_size\":128,\"num_hidden_layers\":2,\"num_attention_heads\":4,\"vocab_size\":100%s}";

    private static HfConfig llama(String more) {
        return HfConfig.of(JsonFilesTest.parse(String.format(LLAMA, more.isEmpty() ? "" : "," + more)));
    }

    @Test
    void readsTheFileOfADirectory(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("config.json"), String.format(LLAMA, ",\"torch_dtype\":\"torch.float16\""));
        HfConfig config = HfConfig.read(directory);
        assertThat(config.architectures()).containsExactly("LlamaForCausalLM");
        assertThat(config.dtype()).contains(DType.F16);
        assertThat(config.quantization()).isEmpty();
        assertThatThrownBy(() -> HfConfig.read(directory.resolve("none")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("config.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "vocab_size"})
    void asksForEverySize(String name) {
        String json = String.format(LLAMA, "").replace("\"" + name + "\"", "\"other\"");
        assertThatThrownBy(() -> HfConfig.of(JsonFilesTest.parse(json)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(name + " is missing");
        for (String value :
                new String[] {"0", "-1", "1.5", "2147483648", "9e99", "\"4\"", "[4]", "true", "1000000000"}) {
            String wrong = String.format(LLAMA, "").replaceFirst("\"" + name + "\":\\d+", "\"" + name + "\":" + value);
            assertThatThrownBy(() -> HfConfig.of(JsonFilesTest.parse(wrong)))
                    .as("%s = %s", name, value)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(name);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"num_key_value_heads\":3 | does not divide",
                "\"num_key_value_heads\":8 | does not divide",
                "\"num_key_value_heads\":0 | num_key_value_heads",
                "\"head_dim\":0 | head_dim",
                "\"head_dim\":4194304,\"num_attention_heads\":65536 | too large",
                "\"intermediate_size\":4194304,\"hidden_size\":4194304 | too large",
                "\"hidden_size\":66 | state head_dim",
                "\"rms_norm_eps\":-1 | rms_norm_eps",
                "\"rms_norm_eps\":NaN | rms_norm_eps",
                "\"max_position_embeddings\":0 | max_position_embeddings",
                "\"rope_theta\":1 | rope_theta",
                "\"rope_theta\":Infinity | rope_theta",
                "\"partial_rotary_factor\":1.5 | partial_rotary_factor",
                "\"layer_types\":[\"full_attention\"] | 1 entries for 2 layers",
                "\"layer_types\":[\"sliding_attention\",\"full_attention\"] | sliding_window is missing",
                "\"layer_types\":[1,2] | layer_types",
                "\"sliding_window\":0 | sliding_window",
                "\"tie_word_embeddings\":\"yes\" | tie_word_embeddings",
                "\"architectures\":\"x\" | architectures",
                "\"eos_token_id\":[1,\"2\"] | eos_token_id",
                "\"rope_scaling\":{\"rope_type\":\"linear\"} | rope_scaling.factor is missing",
                "\"rope_scaling\":{\"rope_type\":\"linear\",\"factor\":0} | rope_scaling.factor",
                "\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,\"high_freq_factor\":4} | high_freq_factor",
                "\"rope_scaling\":{\"rope_type\":\"longrope\",\"short_factor\":[1],\"long_factor\":[1]} | 8 frequencies",
                "\"rope_scaling\":7 | rope_scaling",
                "\"rope_parameters\":{\"full_attention\":{\"rope_type\":\"linear\"}} | rope_parameters.full_attention.factor",
            })
    void refusesValuesOutOfRange(String more, String message) {
        ObjectNode config =
                (ObjectNode) JsonFilesTest.parse(String.format(LLAMA, "")).json();
        config.setAll((ObjectNode) JsonFilesTest.parse("{" + more + "}").json());
        assertThatThrownBy(() -> HfConfig.of(new ConfigObject("config.json", "", config)))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("config.json", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mrope", "proportional", "ntk", ""})
    void refusesUnknownRotaryEmbeddings(String type) {
        assertThatThrownBy(() -> llama("\"rope_scaling\":{\"rope_type\":\"" + type + "\",\"factor\":2}"))
                .isInstanceOf(UnsupportedSpecException.class)
                .hasMessageContainingAll("rope_scaling.rope_type", "'" + type + "'");
    }

    @Test
    void windowsByLayer() {
        HfConfig config = llama("\"layer_types\":[\"sliding_attention\",\"linear_attention\"],\"sliding_window\":16");
        assertThat(config.windowOf(0)).isEqualTo(OptionalInt.of(16));
        assertThatThrownBy(() -> config.windowOf(1))
                .isInstanceOf(UnsupportedSpecException.class)
                .hasMessageContaining("linear_attention");
    }

    @Test
    void oddTokenIdsOfOldCheckpoints() {
        SpecialTokens tokens = llama("\"bos_token_id\":[5,6],\"eos_token_id\":[7,-1,7],\"pad_token_id\":-1")
                .tokens();
        assertThat(tokens).isEqualTo(new SpecialTokens(OptionalInt.of(5), List.of(7), OptionalInt.empty()));
        assertThat(llama("\"eos_token_id\":null").tokens().eos()).isEmpty();
        assertThat(llama("").tokens().eos()).containsExactly(2);
    }

    @Test
    void keepsQuantizationAndUnknownDtypesForOthersToJudge() {
        HfConfig config = llama("\"quantization_config\":{\"quant_method\":\"gptq\"},\"dtype\":\"float64\"");
        assertThat(config.quantization().orElseThrow().text("quant_method")).isEqualTo("gptq");
        assertThat(config.dtype()).isEmpty();
        assertThat(config.text().has("dtype")).isTrue();
    }

    @Test
    void anUnknownTypeHasToStateItsLength() {
        String unknown = String.format(LLAMA, "").replace("\"llama\"", "\"new\"");
        assertThatThrownBy(() -> HfConfig.of(JsonFilesTest.parse(unknown)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("max_position_embeddings is missing");
    }

    @Test
    void survivesMutatedConfigs() {
        SplittableRandom random = new SplittableRandom(42);
        String[] seeds = {
            String.format(
                    LLAMA,
                    ",\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":4,\"truncate\":false},\"eos_token_id\":[1,2]"),
            String.format(
                    LLAMA,
                    ",\"rope_parameters\":{\"full_attention\":{\"rope_theta\":1e4}},\"layer_types\":[\"full_attention\",\"x\"]"),
            String.format(
                    LLAMA, ",\"text_config\":{\"hidden_size\":8},\"rope_scaling\":{\"type\":\"dynamic\",\"factor\":2}")
        };
        String[] pieces = {
            "null",
            "-1",
            "0",
            "1e400",
            "NaN",
            "[",
            "]",
            "{",
            "}",
            "\"",
            ",",
            ":",
            "[[[",
            "99999999999",
            "true",
            "{}",
            "\\u"
        };
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder json = new StringBuilder(seeds[random.nextInt(seeds.length)]);
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                int at = random.nextInt(json.length());
                int end = Math.min(json.length(), at + random.nextInt(6));
                json.replace(at, end, random.nextBoolean() ? pieces[random.nextInt(pieces.length)] : "");
            }
            try {
                HfConfig config = HfConfig.of(JsonFilesTest.parse(json.toString()));
                read++;
                assertThat(config.heads() % config.kvHeads()).isZero();
                assertThat(config.layerTypes()).hasSize(config.layers());
                new RopeTable(config.rope(), 4).inverseFrequencies(3);
            } catch (OctavoException expected) {
                assertThat(expected.kind()).isIn(OctavoException.Kind.USER, OctavoException.Kind.UNSUPPORTED);
            }
        }
        assertThat(read).as("mutants that are read").isBetween(200, 19_000);
    }
}
