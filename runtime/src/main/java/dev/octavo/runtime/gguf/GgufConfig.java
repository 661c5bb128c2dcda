package dev.octavo.runtime.gguf;

import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.config.JsonFiles;
import dev.octavo.runtime.config.JsonLimits;
import dev.octavo.runtime.load.GgufCheckpoint;
import dev.octavo.runtime.load.GgufMetadata;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeSet;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes down what a GGUF file says about its architecture in the words of {@code config.json}, so that models are built from one description.
 *
 * <p>Files of the architecture {@code llama} have the rows of their query and key projections in the order that rotates neighbouring numbers; those of the others keep the order
 * of transformers. The rows stay as they are, and the rotation follows them ({@code rope_interleave}).
 */
final class GgufConfig {

    private static final int MAX = Integer.MAX_VALUE;
    private static final double LARGE = 1e15;

    /** {@code general.architecture} and the class of transformers that computes the same. */
    private static final Map<String, String> CLASSES = Map.of(
            "llama", "LlamaForCausalLM",
            "qwen2", "Qwen2ForCausalLM",
            "qwen3", "Qwen3ForCausalLM");

    private static final String CLASS_OF_INPUT_BIASES = "Qwen2ForCausalLM";

    /** Entries that change what a model computes, in ways that none of these architectures know, and their neutral value. */
    private static final Map<String, Double> NEUTRAL = Map.of(
            "expert_count", 0.0,
            "logit_scale", 1.0,
            "embedding_scale", 1.0,
            "residual_scale", 1.0,
            "attention.scale", 0.0,
            "attn_logit_softcapping", 0.0,
            "final_logit_softcapping", 0.0,
            "attention.max_alibi_bias", 0.0,
            "attention.clamp_kqv", 0.0);

    private final GgufCheckpoint file;
    private final GgufMetadata metadata;
    private final String architecture;
    private final ObjectNode config = JsonNodeFactory.instance.objectNode();

    private GgufConfig(GgufCheckpoint file, String architecture) {
        this.file = file;
        this.metadata = file.metadata();
        this.architecture = architecture;
    }

    /**
     * The configuration.
     *
     * @throws UnsupportedSpecException if the architecture is not known, or the file asks for something that its models do not know
     * @throws UserException if something is missing or out of range
     */
    static HfConfig read(GgufCheckpoint file) {
        String architecture = file.metadata()
                .text("general.architecture")
                .orElseThrow(() -> file.metadata().error("general.architecture", "is missing; it names the model"));
        if (!CLASSES.containsKey(architecture)) {
            throw new UnsupportedSpecException(file.metadata().file() + " holds a model of the architecture '"
                    + architecture + "'; of GGUF files Octavo knows "
                    + String.join(", ", new TreeSet<>(CLASSES.keySet())));
        }
        return new GgufConfig(file, architecture).read();
    }

    private HfConfig read() {
        refuseUnknown();
        int layers = required("block_count");
        int hidden = required("embedding_length");
        int heads = required("attention.head_count");
        int headDim = headDim(hidden, heads);
        List<Long> table = file.shapeOf("token_embd.weight")
                .filter(shape -> shape.size() == 2)
                .orElseThrow(() -> new UserException(
                        metadata.file() + " has no tensor 'token_embd.weight' of two dimensions; it holds no model"));
        config.putArray("architectures").add(modelClass());
        config.put("model_type", architecture);
        config.put("vocab_size", table.getFirst());
        config.put("hidden_size", hidden);
        config.put("intermediate_size", required("feed_forward_length"));
        config.put("num_hidden_layers", layers);
        config.put("num_attention_heads", heads);
        config.put("num_key_value_heads", number("attention.head_count_kv", heads));
        config.put("head_dim", headDim);
        config.put("max_position_embeddings", required("context_length"));
        config.put(
                "rms_norm_eps",
                metadata.float64(key("attention.layer_norm_rms_epsilon"), 0, 1)
                        .orElseThrow(() -> metadata.error(key("attention.layer_norm_rms_epsilon"), "is missing")));
        config.put("tie_word_embeddings", file.shapeOf("output.weight").isEmpty());
        config.put("attention_bias", file.shapeOf("blk.0.attn_output.bias").isPresent());
        config.put("mlp_bias", file.shapeOf("blk.0.ffn_up.bias").isPresent());
        config.put("rope_interleave", architecture.equals("llama"));
        window(layers);
        new GgufRope(file, architecture, headDim, config).write();
        byte[] json = config.toString().getBytes(StandardCharsets.UTF_8);
        return HfConfig.of(JsonFiles.parse(json, metadata.file().toString(), JsonLimits.CONFIG));
    }

    /** Llama with biases on query, key and value alone computes what Qwen2 computes. */
    private String modelClass() {
        boolean inputBias = file.shapeOf("blk.0.attn_q.bias").isPresent();
        boolean outputBias = file.shapeOf("blk.0.attn_output.bias").isPresent();
        if (inputBias && !outputBias && !architecture.equals("qwen3")) {
            return CLASS_OF_INPUT_BIASES;
        }
        if (inputBias != outputBias || architecture.equals("qwen2")) {
            throw new UnsupportedSpecException(metadata.file() + " has biases in its attention layers that models of"
                    + " the architecture '" + architecture + "' do not have; use a file from another converter");
        }
        return Objects.requireNonNull(CLASSES.get(architecture));
    }

    private void refuseUnknown() {
        NEUTRAL.forEach((name, neutral) -> {
            double value = metadata.float64(key(name), -LARGE, LARGE).orElse(neutral);
            if (value != neutral) {
                throw new UnsupportedSpecException(metadata.file() + " asks for " + key(name) + " = " + value
                        + ", which Octavo does not know for the architecture '" + architecture + "'");
            }
        });
    }

    private int headDim(int hidden, int heads) {
        OptionalInt key = metadata.int32(key("attention.key_length"), 1, MAX);
        OptionalInt value = metadata.int32(key("attention.value_length"), 1, MAX);
        int headDim = key.orElse(hidden / heads);
        if (value.orElse(headDim) != headDim) {
            throw new UnsupportedSpecException(metadata.file() + " has keys of " + headDim + " and values of "
                    + value.getAsInt() + " numbers a head; Octavo takes only equal ones");
        }
        return headDim;
    }

    private void window(int layers) {
        OptionalInt window = metadata.int32(key("attention.sliding_window"), 0, MAX);
        if (window.orElse(0) > 0) {
            config.put("sliding_window", window.getAsInt());
            config.put("use_sliding_window", true);
            var types = config.putArray("layer_types");
            for (int layer = 0; layer < layers; layer++) {
                types.add(HfConfig.SLIDING_ATTENTION);
            }
        }
    }

    private String key(String name) {
        return architecture + "." + name;
    }

    private int required(String name) {
        return metadata.int32(key(name), 1, MAX).orElseThrow(() -> metadata.error(key(name), "is missing"));
    }

    private int number(String name, int absent) {
        return metadata.int32(key(name), 1, MAX).orElse(absent);
    }
}
