package dev.octavo.runtime.config;

import dev.octavo.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads a {@link HfConfig}. */
final class HfConfigReader {

    private static final int MAX_WIDTH = 1 << 22;
    private static final int MAX_HEADS = 1 << 16;
    private static final int MAX_LAYERS = 10_000;
    private static final int MAX_VOCAB = 1 << 27;
    private static final int MAX_POSITIONS = 1 << 30;
    private static final int MAX_ARCHITECTURES = 64;

    private final ConfigObject top;
    private final ConfigObject config;
    private final String modelType;
    private final Family family;

    HfConfigReader(ConfigObject top) {
        this.top = top;
        this.config = top.optionalObject("text_config").orElse(top);
        this.modelType = config.textOr("model_type", "");
        this.family = Family.of(modelType);
    }

    HfConfig read() {
        int hidden = size(MAX_WIDTH, "hidden_size", "n_embd", "d_model");
        int layers = size(MAX_LAYERS, "num_hidden_layers", "n_layer", "n_layers");
        int heads = size(MAX_HEADS, "num_attention_heads", "n_head", "n_heads");
        int kvHeads = kvHeads(heads);
        int headDim = headDim(hidden, heads);
        checkProduct("num_attention_heads", heads, headDim);
        int maxPositions = maxPositions();
        List<String> layerTypes = LayerTypes.read(config, family, layers);
        RopeConfigReader ropes = new RopeConfigReader(config, modelType, family, headDim, maxPositions);
        Map<String, RopeConfig> byType = ropes.byLayerType();
        return new HfConfig(
                top.has("architectures") ? top.texts("architectures", MAX_ARCHITECTURES) : List.of(),
                modelType,
                size(MAX_VOCAB, "vocab_size"),
                hidden,
                intermediateSize(hidden),
                layers,
                heads,
                kvHeads,
                headDim,
                maxPositions,
                normEps(),
                activation(),
                tied(),
                config.flagOr("attention_bias", family.attentionBias()),
                config.flagOr("mlp_bias", false),
                byType.isEmpty()
                        ? ropes.uniform()
                        : byType.getOrDefault(
                                HfConfig.FULL_ATTENTION,
                                byType.values().iterator().next()),
                byType,
                layerTypes,
                LayerTypes.window(config, family, layerTypes),
                tokens(),
                dtype(),
                top.optionalObject("quantization_config").or(() -> config.optionalObject("quantization_config")),
                config);
    }

    private int size(int max, String... names) {
        return config.int32(config.firstOf(names).orElse(names[0]), 1, max);
    }

    private int kvHeads(int heads) {
        int absent = family.kvHeads() == 0 || config.mentions("num_key_value_heads") ? heads : family.kvHeads();
        if (modelType.equals("falcon")
                && config.flagOr("multi_query", true)
                && !config.flagOr("new_decoder_architecture", false)) {
            return 1;
        }
        String name = config.firstOf("num_key_value_heads", "num_kv_heads").orElse("num_key_value_heads");
        int kvHeads = config.int32Or(name, absent, 1, MAX_HEADS);
        if (heads % kvHeads != 0) {
            throw config.error(name, "is " + kvHeads + ", which does not divide the " + heads + " attention heads");
        }
        return kvHeads;
    }

    private int headDim(int hidden, int heads) {
        Optional<String> name = config.firstOf("head_dim", "qk_rope_head_dim");
        if (name.isPresent()) {
            return config.int32(name.get(), 1, MAX_WIDTH);
        }
        if (family.headDim() != 0 && !config.mentions("head_dim")) {
            return family.headDim();
        }
        if (hidden % heads != 0) {
            throw config.error(
                    "hidden_size",
                    "is " + hidden + ", which " + heads + " attention heads do not divide; state head_dim");
        }
        return hidden / heads;
    }

    private int intermediateSize(int hidden) {
        Optional<String> name = config.firstOf("intermediate_size", "n_inner", "ffn_dim", "ffn_hidden_size");
        int size;
        if (name.isPresent()) {
            size = config.int32(name.get(), 1, MAX_WIDTH);
        } else {
            boolean derived = List.of("gpt2", "bloom", "falcon", "mpt").contains(modelType);
            if (!derived) {
                throw config.error("intermediate_size", "is missing; it has to be a whole number from 1");
            }
            size = hidden * config.int32Or("expansion_ratio", 4, 1, 64);
        }
        checkProduct(name.orElse("hidden_size"), size, hidden);
        return size;
    }

    private void checkProduct(String name, int a, int b) {
        if ((long) a * b > Integer.MAX_VALUE) {
            throw config.error(name, "makes a matrix side of " + a + " x " + b + ", which is too large");
        }
    }

    private int maxPositions() {
        String name = config.firstOf("max_position_embeddings", "n_positions", "max_seq_len", "seq_length", "n_ctx")
                .orElse("max_position_embeddings");
        return family.maxPositions() == 0
                ? config.int32(name, 1, MAX_POSITIONS)
                : config.int32Or(name, family.maxPositions(), 1, MAX_POSITIONS);
    }

    private double normEps() {
        String name = config.firstOf("rms_norm_eps", "layer_norm_eps", "layer_norm_epsilon", "norm_epsilon", "norm_eps")
                .orElse("rms_norm_eps");
        return config.float64Or(name, family.normEps(), 0, 1);
    }

    private String activation() {
        // Gemma has both; the second is what counts, and "gelu" there always meant the tanh form.
        String[] names = modelType.startsWith("gemma") && !modelType.equals("gemma")
                ? new String[] {"hidden_activation"}
                : new String[] {"hidden_act", "activation_function", "hidden_activation"};
        String act = config.firstOf(names).map(config::text).orElse(family.hiddenAct());
        return modelType.equals("gemma") && act.equals("gelu") ? "gelu_pytorch_tanh" : act;
    }

    private boolean tied() {
        return top.flagOr("tie_word_embeddings", config.flagOr("tie_word_embeddings", family.tied()));
    }

    private SpecialTokens tokens() {
        SpecialTokens own = SpecialTokens.read(config);
        SpecialTokens outer = SpecialTokens.read(top);
        OptionalInt bos = own.bos().isPresent() ? own.bos() : outer.bos();
        List<Integer> eos = own.eos().isEmpty() ? outer.eos() : own.eos();
        OptionalInt pad = own.pad().isPresent() ? own.pad() : outer.pad();
        if (bos.isEmpty() && !config.mentions("bos_token_id") && family.bos() >= 0) {
            bos = OptionalInt.of(family.bos());
        }
        if (eos.isEmpty() && !config.mentions("eos_token_id") && family.eos() >= 0) {
            eos = List.of(family.eos());
        }
        return new SpecialTokens(bos, eos, pad);
    }

    private Optional<DType> dtype() {
        for (ConfigObject object : List.of(config, top)) {
            Optional<String> name = object.firstOf("dtype", "torch_dtype");
            if (name.isPresent()) {
                return switch (object.text(name.get()).replaceFirst("^torch\\.", "")) {
                    case "float32", "float" -> Optional.of(DType.F32);
                    case "float16", "half" -> Optional.of(DType.F16);
                    case "bfloat16" -> Optional.of(DType.BF16);
                    default -> Optional.empty();
                };
            }
        }
        return Optional.empty();
    }
}
