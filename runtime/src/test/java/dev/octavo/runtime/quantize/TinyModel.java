package dev.octavo.runtime.quantize;

import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.DTypeConversion;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.load.SafetensorsWriter;
import dev.octavo.runtime.load.StoredType;
import dev.octavo.runtime.model.Architectures;
import dev.octavo.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/** A model of one layer with tied embeddings and random weights, in a directory. */
final class TinyModel {

    static final int VOCABULARY = 96;
    static final String DOWN = "model.layers.0.mlp.down_proj.weight";
    static final String QUERY = "model.layers.0.self_attn.q_proj.weight";
    static final String EMBEDDING = "model.embed_tokens.weight";

    final Path directory;
    private final Map<String, float[]> weights = new LinkedHashMap<>();
    private final Map<String, List<Long>> shapes = new LinkedHashMap<>();
    private final int hidden;
    private final int inner;

    TinyModel(Path directory, int hidden, int inner) {
        this.directory = directory;
        this.hidden = hidden;
        this.inner = inner;
        SplittableRandom random = new SplittableRandom(7);
        add(random, EMBEDDING, VOCABULARY, hidden);
        for (String name : List.of("q", "k", "v", "o")) {
            add(random, "model.layers.0.self_attn." + name + "_proj.weight", hidden, hidden);
        }
        add(random, "model.layers.0.mlp.gate_proj.weight", inner, hidden);
        add(random, "model.layers.0.mlp.up_proj.weight", inner, hidden);
        add(random, DOWN, hidden, inner);
    }

    private void add(SplittableRandom random, String name, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * 0.05);
        }
        weights.put(name, values);
        shapes.put(name, List.of((long) rows, (long) columns));
    }

    /** Weights of a tensor, to be changed before they are written. */
    float[] weights(String name) {
        return Objects.requireNonNull(weights.get(name));
    }

    /** Writes configuration and weights. */
    TinyModel write(DType type) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("config.json"), """
                    {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": %d,
                     "intermediate_size": %d, "num_hidden_layers": 1, "num_attention_heads": 2,
                     "num_key_value_heads": 2, "vocab_size": %d, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
                     "hidden_act": "silu", "tie_word_embeddings": true, "max_position_embeddings": 64}
                    """.formatted(hidden, inner, VOCABULARY));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        SafetensorsWriter writer = new SafetensorsWriter();
        weights.forEach((name, values) -> {
            MemorySegment data = MemorySegment.ofArray(new byte[values.length * type.bytes()]);
            DTypeConversion.convert(MemorySegment.ofArray(values), DType.F32, data, type, values.length);
            writer.add(name, StoredType.of(type), Objects.requireNonNull(shapes.get(name)), data);
        });
        writer.write(directory.resolve("model.safetensors"));
        return this;
    }

    Graph graph() {
        return Architectures.graph(HfConfig.read(directory), 1);
    }

    QuantizedCheckpoint open(Quantization type, Path cache) {
        return open(type, Optional.of(cache), LoadProgress.NONE);
    }

    QuantizedCheckpoint open(Quantization type, Optional<Path> cache, LoadProgress progress) {
        return new WeightQuantization(type, cache, "tiny", progress).open(graph(), () -> Checkpoint.open(directory));
    }
}
