package dev.octavo.runtime.config;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Which layers attend to everything and which through a window, as each family states or implies it. */
final class LayerTypes {

    private static final int MAX_WINDOW = 1 << 30;
    private static final int GEMMA3_PATTERN = 6;
    private static final int QWEN_WINDOW_LAYERS = 28;

    private LayerTypes() {}

    static List<String> read(ConfigObject config, Family family, int layers) {
        if (config.has("layer_types")) {
            List<String> types = config.texts("layer_types", layers);
            if (types.size() != layers) {
                throw config.error("layer_types", "has " + types.size() + " entries for " + layers + " layers");
            }
            return types;
        }
        boolean windowed = slidingWindow(config, family).isPresent();
        return IntStream.range(0, layers)
                .mapToObj(i ->
                        windowed && slides(config, family, i) ? HfConfig.SLIDING_ATTENTION : HfConfig.FULL_ATTENTION)
                .toList();
    }

    /** The window, empty if no layer has one. */
    static OptionalInt window(ConfigObject config, Family family, List<String> types) {
        if (!types.contains(HfConfig.SLIDING_ATTENTION)) {
            return OptionalInt.empty();
        }
        OptionalInt window = slidingWindow(config, family);
        if (window.isEmpty()) {
            throw config.error("layer_types", "names sliding_attention, but sliding_window is missing or switched off");
        }
        return window;
    }

    private static OptionalInt slidingWindow(ConfigObject config, Family family) {
        boolean gated = family.window() == Family.Window.ALL_IF_USED || family.window() == Family.Window.UPPER_IF_USED;
        if (!config.flagOr("use_sliding_window", !gated)) {
            return OptionalInt.empty();
        }
        if (config.has("sliding_window")) {
            return OptionalInt.of(config.int32("sliding_window", 1, MAX_WINDOW));
        }
        return family.slidingWindow() == 0 || config.mentions("sliding_window")
                ? OptionalInt.empty()
                : OptionalInt.of(family.slidingWindow());
    }

    private static boolean slides(ConfigObject config, Family family, int layer) {
        return switch (family.window()) {
            case ALL, ALL_IF_USED -> true;
            case UPPER_IF_USED ->
                layer >= config.int32Or("max_window_layers", QWEN_WINDOW_LAYERS, 0, Integer.MAX_VALUE);
            case ALTERNATE -> layer % 2 == 0;
            case PATTERN ->
                (layer + 1) % config.int32Or("sliding_window_pattern", GEMMA3_PATTERN, 1, Integer.MAX_VALUE) != 0;
        };
    }
}
