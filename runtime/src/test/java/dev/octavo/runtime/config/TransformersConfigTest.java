package dev.octavo.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What transformers makes of some sixty configs, against what {@link HfConfig} makes of them. */
class TransformersConfigTest {

    @TestFactory
    Stream<DynamicTest> agreesWithTransformers() throws IOException {
        JsonNode root;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("transformers-configs.json"))) {
            root = JsonMapper.shared().readTree(in);
        }
        List<JsonNode> cases = new ArrayList<>(root.get("cases").values());
        assertThat(cases).hasSizeGreaterThan(70);
        return cases.stream()
                .map(item -> DynamicTest.dynamicTest(
                        item.get("name").stringValue(), () -> check(item.get("config"), item.get("expected"))));
    }

    private static void check(JsonNode config, JsonNode expected) {
        HfConfig actual = HfConfig.of(new ConfigObject("config.json", "", config));
        SoftAssertions softly = new SoftAssertions();
        softly.assertThat(actual.hiddenSize())
                .as("hidden")
                .isEqualTo(expected.get("hidden").intValue());
        softly.assertThat(actual.layers())
                .as("layers")
                .isEqualTo(expected.get("layers").intValue());
        softly.assertThat(actual.heads())
                .as("heads")
                .isEqualTo(expected.get("heads").intValue());
        softly.assertThat(actual.vocabSize())
                .as("vocab")
                .isEqualTo(expected.get("vocab").intValue());
        softly.assertThat(actual.modelType())
                .as("type")
                .isEqualTo(expected.get("type").stringValue());
        softly.assertThat(actual.tieWordEmbeddings())
                .as("tie")
                .isEqualTo(expected.get("tie").booleanValue());
        if (expected.has("kv")) {
            softly.assertThat(actual.kvHeads())
                    .as("kv")
                    .isEqualTo(expected.get("kv").intValue());
        }
        if (expected.has("head_dim")) {
            softly.assertThat(actual.headDim())
                    .as("head_dim")
                    .isEqualTo(expected.get("head_dim").intValue());
        }
        if (expected.has("max")) {
            softly.assertThat(actual.maxPositions())
                    .as("max")
                    .isEqualTo(expected.get("max").intValue());
        }
        if (expected.has("eps")) {
            softly.assertThat(actual.normEps())
                    .as("eps")
                    .isEqualTo(expected.get("eps").doubleValue());
        }
        if (expected.has("act")) {
            softly.assertThat(actual.hiddenAct())
                    .as("act")
                    .isEqualTo(expected.get("act").stringValue());
        }
        if (expected.has("attention_bias")) {
            softly.assertThat(actual.attentionBias())
                    .as("attention_bias")
                    .isEqualTo(expected.get("attention_bias").booleanValue());
        }
        if (expected.has("mlp_bias")) {
            softly.assertThat(actual.mlpBias())
                    .as("mlp_bias")
                    .isEqualTo(expected.get("mlp_bias").booleanValue());
        }
        checkTokens(softly, actual, expected);
        checkWindows(softly, actual, expected);
        if (expected.has("rope") && !expected.get("rope").isEmpty()) {
            checkRopes(softly, actual, expected.get("rope"));
        }
        if (expected.has("dtype")) {
            String name = switch (actual.dtype().orElseThrow()) {
                case F32 -> "torch.float32";
                case BF16 -> "torch.bfloat16";
                default -> "?";
            };
            softly.assertThat(name).as("dtype").isEqualTo(expected.get("dtype").stringValue());
        }
        softly.assertAll();
    }

    private static void checkTokens(SoftAssertions softly, HfConfig actual, JsonNode expected) {
        JsonNode eos = expected.path("eos");
        List<Integer> ids = eos.isArray()
                ? eos.valueStream().map(JsonNode::intValue).toList()
                : eos.isNumber() ? List.of(eos.intValue()) : List.of();
        // GLM-4's three default end tokens are not mirrored: its published configs state them.
        if (!actual.modelType().equals("glm4") || ids.size() < 3) {
            softly.assertThat(actual.tokens().eos()).as("eos").isEqualTo(ids);
        }
        OptionalInt bos =
                expected.has("bos") ? OptionalInt.of(expected.get("bos").intValue()) : OptionalInt.empty();
        softly.assertThat(actual.tokens().bos()).as("bos").isEqualTo(bos);
    }

    private static void checkWindows(SoftAssertions softly, HfConfig actual, JsonNode expected) {
        if (expected.has("layer_types")) {
            softly.assertThat(actual.layerTypes())
                    .as("layer_types")
                    .isEqualTo(expected.get("layer_types")
                            .valueStream()
                            .map(JsonNode::stringValue)
                            .toList());
        }
        int window = expected.path("window").asInt(0);
        for (int layer = 0; layer < actual.layers(); layer++) {
            boolean full = expected.has("layer_types")
                    && expected.get("layer_types").get(layer).stringValue().equals(HfConfig.FULL_ATTENTION);
            softly.assertThat(actual.windowOf(layer).orElse(0))
                    .as("window of %d", layer)
                    .isEqualTo(full ? 0 : window);
        }
    }

    private static void checkRopes(SoftAssertions softly, HfConfig actual, JsonNode rope) {
        if (rope.has(HfConfig.FULL_ATTENTION)) {
            softly.assertThat(actual.ropeByLayerType()).hasSize(rope.size());
            for (Map.Entry<String, JsonNode> entry : rope.properties()) {
                checkRope(
                        softly,
                        actual,
                        Objects.requireNonNull(actual.ropeByLayerType().get(entry.getKey())),
                        entry.getValue());
            }
        } else {
            softly.assertThat(actual.ropeByLayerType()).isEmpty();
            checkRope(softly, actual, actual.rope(), rope);
        }
    }

    private static void checkRope(SoftAssertions softly, HfConfig actual, RopeConfig rope, JsonNode expected) {
        softly.assertThat(rope.theta())
                .as("theta")
                .isEqualTo(expected.get("rope_theta").asDouble());
        double fraction = expected.path("partial_rotary_factor").asDouble(1);
        softly.assertThat(rope.rotaryDim()).as("rotary dim").isEqualTo((int) (actual.headDim() * fraction));
        softly.assertThat(rope.scaling().getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .as("rope_type")
                .isEqualTo(expected.get("rope_type").stringValue());
        int original = switch (rope.scaling()) {
            case RopeScaling.Yarn yarn -> yarn.originalMax();
            case RopeScaling.Llama3 llama -> llama.originalMax();
            case RopeScaling.LongRope scaling -> scaling.originalMax();
            default -> 0;
        };
        softly.assertThat(original)
                .as("original max")
                .isEqualTo(expected.path("original_max_position_embeddings").asInt(0));
        double factor = switch (rope.scaling()) {
            case RopeScaling.Linear linear -> linear.factor();
            case RopeScaling.Dynamic dynamic -> dynamic.factor();
            case RopeScaling.Yarn yarn -> yarn.factor();
            case RopeScaling.Llama3 llama -> llama.factor();
            default -> 0;
        };
        softly.assertThat(factor).as("factor").isEqualTo(expected.path("factor").asDouble(0));
    }
}
