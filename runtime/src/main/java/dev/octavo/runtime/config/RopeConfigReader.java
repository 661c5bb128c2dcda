package dev.octavo.runtime.config;

import dev.octavo.spi.UnsupportedSpecException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Reads rotary embeddings in both forms: {@code rope_theta} with {@code rope_scaling}, and {@code rope_parameters}, flat or one object a layer
 * type. Precedence is that of transformers 5.18.
 */
final class RopeConfigReader {

    private static final double MIN_THETA = Math.nextUp(1.0);
    private static final double MAX_THETA = 1e15;
    private static final double MAX_FACTOR = 1e6;
    private static final double TINY = 1e-9;
    private static final int MAX_POSITIONS = 1 << 30;
    private static final int PHI3_ORIGINAL_MAX = 4096;
    private static final double GEMMA3_LOCAL_THETA = 10_000;
    private static final int MAX_FACTORS = 1 << 16;

    private final ConfigObject config;
    private final String modelType;
    private final Family family;
    private final int headDim;
    private final int maxPositions;

    RopeConfigReader(ConfigObject config, String modelType, Family family, int headDim, int maxPositions) {
        this.config = config;
        this.modelType = modelType;
        this.family = family;
        this.headDim = headDim;
        this.maxPositions = maxPositions;
    }

    /** Rotary embeddings by layer type, empty if all layers have the same. */
    Map<String, RopeConfig> byLayerType() {
        Map<String, RopeConfig> byType = new LinkedHashMap<>();
        if (config.has("rope_parameters")) {
            ConfigObject parameters = config.object("rope_parameters");
            for (String type : parameters.names()) {
                if (parameters.isObject(type)) {
                    byType.put(type, read(parameters.object(type)));
                }
            }
        } else if (modelType.equals("gemma3_text")) {
            double local = config.float64Or("rope_local_base_freq", GEMMA3_LOCAL_THETA, MIN_THETA, MAX_THETA);
            byType.put(HfConfig.FULL_ATTENTION, uniform());
            byType.put(HfConfig.SLIDING_ATTENTION, new RopeConfig(local, headDim, new RopeScaling.Default()));
        }
        return byType;
    }

    /** Rotary embeddings of all layers. */
    RopeConfig uniform() {
        for (String name : List.of("rope_scaling", "rope_parameters")) {
            if (config.has(name) && !config.object(name).names().isEmpty()) {
                return read(config.object(name));
            }
        }
        return new RopeConfig(theta(config), rotaryDim(config), new RopeScaling.Default(), interleaved());
    }

    private RopeConfig read(ConfigObject rope) {
        int rotaryDim = rotaryDim(rope);
        return new RopeConfig(theta(rope), rotaryDim, scaling(rope, rotaryDim), interleaved());
    }

    private boolean interleaved() {
        return config.flagOr("rope_interleave", false);
    }

    private double theta(ConfigObject rope) {
        if (rope.has("rope_theta")) {
            return rope.float64("rope_theta", MIN_THETA, MAX_THETA);
        }
        String name = config.firstOf("rope_theta", "rotary_emb_base").orElse("rope_theta");
        return config.float64Or(name, family.theta(), MIN_THETA, MAX_THETA);
    }

    private int rotaryDim(ConfigObject rope) {
        String name = config.firstOf("partial_rotary_factor", "rotary_pct").orElse("partial_rotary_factor");
        double fraction = rope.has("partial_rotary_factor")
                ? rope.float64("partial_rotary_factor", 0, 1)
                : config.float64Or(name, family.rotaryFraction(), 0, 1);
        return (int) (headDim * fraction);
    }

    private RopeScaling scaling(ConfigObject rope, int rotaryDim) {
        String type = type(rope);
        return switch (type) {
            case "default" -> new RopeScaling.Default();
            case "linear" -> new RopeScaling.Linear(factor(rope));
            case "dynamic" -> new RopeScaling.Dynamic(factor(rope), maxPositions);
            case "yarn" -> yarn(rope);
            case "llama3" -> llama3(rope);
            case "longrope" -> longRope(rope, rotaryDim);
            default ->
                throw new UnsupportedSpecException(
                        rope.message(
                                "rope_type",
                                "is '" + type
                                        + "', which Octavo does not know; it knows default, linear, dynamic, yarn, llama3 and longrope"));
        };
    }

    private String type(ConfigObject rope) {
        String type = rope.firstOf("rope_type", "type").map(rope::text).orElse("default");
        // Names that Phi-3 used before longrope had one.
        boolean formerName = type.equals("su") || (modelType.equals("phi3") && type.equals("yarn"));
        return formerName ? "longrope" : type;
    }

    private static double factor(ConfigObject rope) {
        return rope.float64("factor", TINY, MAX_FACTOR);
    }

    /** A value beside the scaling wins over one inside, as in the reference. */
    private int originalMax(ConfigObject rope) {
        if (config.has("original_max_position_embeddings")) {
            return config.int32("original_max_position_embeddings", 1, MAX_POSITIONS);
        }
        if (modelType.equals("phi3")) {
            return PHI3_ORIGINAL_MAX;
        }
        return rope.int32Or("original_max_position_embeddings", maxPositions, 1, MAX_POSITIONS);
    }

    private double stretch(ConfigObject rope, int originalMax) {
        return rope.has("factor") ? factor(rope) : (double) maxPositions / originalMax;
    }

    private static OptionalDouble attentionFactor(ConfigObject rope) {
        return rope.has("attention_factor")
                ? OptionalDouble.of(rope.float64("attention_factor", 0, MAX_FACTOR))
                : OptionalDouble.empty();
    }

    private RopeScaling yarn(ConfigObject rope) {
        int originalMax = originalMax(rope);
        return new RopeScaling.Yarn(
                stretch(rope, originalMax),
                originalMax,
                orDefault(rope.float64Or("beta_fast", 32, 0, MAX_FACTOR), 32),
                orDefault(rope.float64Or("beta_slow", 1, 0, MAX_FACTOR), 1),
                attentionFactor(rope),
                rope.float64Or("mscale", 0, 0, MAX_FACTOR),
                rope.float64Or("mscale_all_dim", 0, 0, MAX_FACTOR),
                rope.flagOr("truncate", true));
    }

    private static double orDefault(double value, double absent) {
        return value == 0 ? absent : value;
    }

    private RopeScaling llama3(ConfigObject rope) {
        double low = rope.float64("low_freq_factor", TINY, MAX_FACTOR);
        double high = rope.float64("high_freq_factor", TINY, MAX_FACTOR);
        if (high <= low) {
            throw rope.error("high_freq_factor", "is " + high + ", but has to be above low_freq_factor, " + low);
        }
        return new RopeScaling.Llama3(factor(rope), low, high, originalMax(rope));
    }

    private RopeScaling longRope(ConfigObject rope, int rotaryDim) {
        int originalMax = originalMax(rope);
        if (originalMax == 1) {
            throw rope.error("original_max_position_embeddings", "is 1, which no longrope scale can be computed from");
        }
        return new RopeScaling.LongRope(
                factors(rope, "short_factor", rotaryDim),
                factors(rope, "long_factor", rotaryDim),
                originalMax,
                stretch(rope, originalMax),
                attentionFactor(rope));
    }

    private static List<Double> factors(ConfigObject rope, String name, int rotaryDim) {
        List<Double> factors = rope.float64s(name, MAX_FACTORS, TINY, MAX_FACTOR);
        if (factors.size() != rotaryDim / 2) {
            throw rope.error(
                    name, "has " + factors.size() + " factors, but " + rotaryDim / 2 + " frequencies are rotated");
        }
        return factors;
    }
}
