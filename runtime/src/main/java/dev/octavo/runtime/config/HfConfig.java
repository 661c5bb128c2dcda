package dev.octavo.runtime.config;

import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A model's {@code config.json} as far as architectures share it. What the file leaves out is what transformers 5.18 assumes for the
 * {@code model_type}; names of older families ({@code n_embd}, {@code n_head} and so on) are understood. For a model with a
 * {@code text_config} this describes the text part.
 *
 * <p>All numbers are checked: sizes are positive and bounded, {@code heads} is a multiple of {@code kvHeads}, and products of two sizes fit an
 * {@code int}, except those with the vocabulary.
 *
 * @param architectures class names, the first decides which model is built; may be empty
 * @param modelType {@code model_type} of the text part, empty if not stated
 * @param vocabSize rows of the embedding
 * @param hiddenSize width of the residual stream
 * @param intermediateSize inner width of the feed-forward part
 * @param layers number of decoder layers
 * @param heads query heads
 * @param kvHeads key/value heads
 * @param headDim size of a head
 * @param maxPositions longest sequence the model is meant for
 * @param normEps epsilon of RMS or layer norms
 * @param hiddenAct activation of the feed-forward part
 * @param tieWordEmbeddings whether the output layer shares the embedding's weights
 * @param attentionBias {@code attention_bias}; families whose biases are fixed do not ask it
 * @param mlpBias {@code mlp_bias}
 * @param rope rotary embeddings of all layers, or of those with full attention
 * @param ropeByLayerType rotary embeddings that differ by layer type; empty if they do not
 * @param layerTypes one a layer: {@code full_attention}, {@code sliding_attention} or a name Octavo does not know
 * @param slidingWindow tokens that a layer with sliding attention sees, its own included
 * @param tokens special tokens
 * @param dtype type that the weights are said to have; empty if not stated or not F32, F16 or BF16
 * @param quantization {@code quantization_config}, uninterpreted
 * @param text the object the text part was read from, for what one architecture alone needs
 */
public record HfConfig(
        List<String> architectures,
        String modelType,
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int maxPositions,
        double normEps,
        String hiddenAct,
        boolean tieWordEmbeddings,
        boolean attentionBias,
        boolean mlpBias,
        RopeConfig rope,
        Map<String, RopeConfig> ropeByLayerType,
        List<String> layerTypes,
        OptionalInt slidingWindow,
        SpecialTokens tokens,
        Optional<DType> dtype,
        Optional<ConfigObject> quantization,
        ConfigObject text) {

    /** Layer type: attends to everything before. */
    public static final String FULL_ATTENTION = "full_attention";

    /** Layer type: attends to a window. */
    public static final String SLIDING_ATTENTION = "sliding_attention";

    public HfConfig {
        architectures = List.copyOf(architectures);
        layerTypes = List.copyOf(layerTypes);
        ropeByLayerType = Map.copyOf(ropeByLayerType);
    }

    /**
     * Reads {@code config.json} of a model's directory.
     *
     * @throws UserException if it is missing, not JSON, lacks a size or holds a value out of range
     * @throws UnsupportedSpecException if it asks for a kind of rotary embedding that is not known
     */
    public static HfConfig read(Path directory) {
        return of(JsonFiles.read(directory.resolve("config.json")));
    }

    /** {@link #read} of an object already parsed. */
    public static HfConfig of(ConfigObject config) {
        return new HfConfigReader(config).read();
    }

    /**
     * The window of a layer, empty if it attends to everything before.
     *
     * @throws UnsupportedSpecException if the layer's type is neither full nor sliding attention
     */
    public OptionalInt windowOf(int layer) {
        return switch (layerTypes.get(layer)) {
            case FULL_ATTENTION -> OptionalInt.empty();
            case SLIDING_ATTENTION -> slidingWindow;
            default ->
                throw new UnsupportedSpecException(
                        "layer " + layer + " of " + text.source() + " has the type '" + layerTypes.get(layer)
                                + "', which Octavo does not know; choose a model with full or sliding attention");
        };
    }

    /** The rotary embeddings of a layer. */
    public RopeConfig ropeOf(int layer) {
        return ropeByLayerType.getOrDefault(layerTypes.get(layer), rope);
    }
}
