package dev.octavo.runtime.gguf;

import dev.octavo.runtime.load.DTypeConversion;
import dev.octavo.runtime.load.GgufCheckpoint;
import dev.octavo.runtime.load.GgufMetadata;
import dev.octavo.runtime.load.HostTensor;
import dev.octavo.spi.UnsupportedSpecException;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The rotary embeddings of a GGUF file in the words of {@code config.json}. */
final class GgufRope {

    private static final double LARGE = 1e15;
    private static final double TINY = 1e-9;
    private static final double MAX_FACTOR = 1e6;
    private static final int MAX = 1 << 30;

    private final GgufCheckpoint file;
    private final GgufMetadata metadata;
    private final String architecture;
    private final int headDim;
    private final ObjectNode config;

    GgufRope(GgufCheckpoint file, String architecture, int headDim, ObjectNode config) {
        this.file = file;
        this.metadata = file.metadata();
        this.architecture = architecture;
        this.headDim = headDim;
        this.config = config;
    }

    void write() {
        config.put("rope_theta", metadata.float64(key("freq_base"), 1, LARGE).orElse(10_000));
        int rotated = metadata.int32(key("dimension_count"), 2, MAX).orElse(headDim);
        if (rotated > headDim) {
            throw metadata.error(key("dimension_count"), "is " + rotated + ", but heads have " + headDim + " numbers");
        }
        if (rotated != headDim) {
            // Half a number more, so that the product with headDim, cut to a whole number, is what was meant.
            config.put("partial_rotary_factor", (rotated + 0.5) / headDim);
        }
        Optional<HostTensor> factors = file.find("rope_freqs.weight");
        String type = metadata.text(key("scaling.type")).orElse("none");
        if (factors.isPresent() && !type.equals("none")) {
            throw new UnsupportedSpecException(metadata.file() + " has both rope_freqs.weight and "
                    + key("scaling.type") + " = " + type + "; Octavo takes one or the other");
        }
        switch (type) {
            case "none" -> factors.ifPresent(this::factors);
            case "linear" -> scaling("linear").put("factor", factor());
            case "yarn" -> yarn();
            default ->
                throw new UnsupportedSpecException(metadata.file() + " asks for " + key("scaling.type") + " = '" + type
                        + "'; of GGUF files Octavo knows none, linear and yarn");
        }
    }

    /** One divisor a frequency, the stretch being worked into them. */
    private void factors(HostTensor tensor) {
        int count = (int) Math.min(MAX, tensor.elements());
        float[] values = file.reading(() -> DTypeConversion.toFloats(tensor.data(), tensor.dtype(), 0, count));
        ObjectNode scaling = scaling("longrope").put("attention_factor", 1.0).put("factor", 1.0);
        scaling.put("original_max_position_embeddings", contextLength());
        for (String name : new String[] {"short_factor", "long_factor"}) {
            ArrayNode list = scaling.putArray(name);
            for (float value : values) {
                list.add(value);
            }
        }
    }

    private void yarn() {
        double factor = factor();
        ObjectNode scaling = scaling("yarn").put("factor", factor);
        scaling.put(
                "original_max_position_embeddings",
                metadata.int32(key("scaling.original_context_length"), 1, MAX).orElse(contextLength()));
        copy("scaling.yarn_beta_fast", scaling, "beta_fast");
        copy("scaling.yarn_beta_slow", scaling, "beta_slow");
        OptionalDouble attention = metadata.float64(key("scaling.attn_factor"), TINY, MAX_FACTOR);
        if (attention.isPresent()) {
            scaling.put("attention_factor", attention.getAsDouble() * (1 + 0.1 * Math.log(factor)));
        }
    }

    private void copy(String name, ObjectNode scaling, String as) {
        metadata.float64(key(name), 0, MAX_FACTOR).ifPresent(value -> scaling.put(as, value));
    }

    private ObjectNode scaling(String type) {
        return config.putObject("rope_scaling").put("rope_type", type);
    }

    private double factor() {
        OptionalDouble factor = metadata.float64(key("scaling.factor"), TINY, MAX_FACTOR);
        return factor.orElseThrow(() -> metadata.error(key("scaling.factor"), "is missing"));
    }

    private int contextLength() {
        return Math.max(
                2, metadata.int32(architecture + ".context_length", 1, MAX).orElse(MAX));
    }

    private String key(String name) {
        return architecture + ".rope." + name;
    }
}
