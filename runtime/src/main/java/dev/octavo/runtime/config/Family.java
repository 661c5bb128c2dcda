package dev.octavo.runtime.config;

import java.util.Map;

/**
 * What transformers 5.18 assumes for a {@code model_type} where {@code config.json} is silent. Sizes that every published config states (hidden
 * size, layers, heads, vocabulary) have no default here: a config without them is refused. Immutable once in the table.
 */
final class Family {

    /** Which layers look through the window where {@code layer_types} does not say. */
    enum Window {
        /** All. */
        ALL,
        /** All, if {@code use_sliding_window}. */
        ALL_IF_USED,
        /** Those from {@code max_window_layers} on, if {@code use_sliding_window}. */
        UPPER_IF_USED,
        /** Every second one, from the first. */
        ALTERNATE,
        /** All but every {@code sliding_window_pattern}-th. */
        PATTERN
    }

    private static final Family NONE = new Family();

    private static final Map<String, Family> FAMILIES = Map.ofEntries(
            Map.entry("llama", family().positions(2048).tokens(1, 2)),
            Map.entry(
                    "mistral",
                    family().positions(131_072).kv(8).sliding(Window.ALL, 4096).tokens(1, 2)),
            Map.entry(
                    "mixtral",
                    family().positions(131_072).kv(8).eps(1e-5).theta(1e6).tokens(1, 2)),
            Map.entry("qwen2", family().positions(32_768).kv(32).sliding(Window.UPPER_IF_USED, 4096)),
            Map.entry("qwen3", family().positions(32_768).kv(32).head(128).sliding(Window.UPPER_IF_USED, 4096)),
            Map.entry("qwen2_moe", family().positions(32_768).kv(16).sliding(Window.UPPER_IF_USED, 4096)),
            Map.entry("qwen3_moe", family().positions(32_768).kv(4).sliding(Window.ALL_IF_USED, 4096)),
            Map.entry("gemma", gemma().kv(16).tokens(2, 1)),
            Map.entry("gemma2", gemma().kv(4).sliding(Window.ALTERNATE, 4096).tokens(2, 1)),
            Map.entry(
                    "gemma3_text",
                    gemma().positions(131_072)
                            .kv(4)
                            .theta(1e6)
                            .sliding(Window.PATTERN, 4096)
                            .tokens(2, 1)),
            Map.entry("phi3", family().positions(4096).eps(1e-5).tokens(1, 32_000)),
            Map.entry(
                    "phi",
                    family().positions(2048)
                            .eps(1e-5)
                            .act("gelu_new")
                            .rotary(0.5)
                            .tokens(1, 2)),
            Map.entry(
                    "glm4",
                    family().positions(131_072)
                            .kv(2)
                            .head(128)
                            .eps(1.5625e-7)
                            .biased()
                            .rotary(0.5)),
            Map.entry(
                    "gpt_oss",
                    family().positions(131_072)
                            .kv(8)
                            .head(64)
                            .eps(1e-5)
                            .biased()
                            .theta(150_000)
                            .sliding(Window.ALTERNATE, 128)),
            Map.entry("granite", family().positions(2048).tokens(1, 2)),
            Map.entry(
                    "cohere",
                    family().positions(8192).eps(1e-5).theta(500_000).tie().tokens(5, 255_001)),
            Map.entry(
                    "smollm3",
                    family().positions(32_768)
                            .kv(4)
                            .theta(2e6)
                            .tie()
                            .sliding(Window.ALL_IF_USED, 0)
                            .tokens(128_000, 128_001)),
            Map.entry("olmo2", family().positions(2048).eps(1e-5).tokens(-1, 50_279)),
            Map.entry(
                    "stablelm",
                    family().positions(4096).kv(32).eps(1e-5).rotary(0.25).tokens(0, 0)),
            Map.entry(
                    "starcoder2",
                    family().positions(4096)
                            .kv(2)
                            .eps(1e-5)
                            .act("gelu_pytorch_tanh")
                            .tie()
                            .tokens(50_256, 50_256)),
            Map.entry("deepseek_v2", family().positions(2048).tokens(1, 2)),
            Map.entry("deepseek_v3", family().positions(4096).kv(128).tokens(0, 1)),
            Map.entry(
                    "gpt2",
                    family().positions(1024).eps(1e-5).act("gelu_new").tie().tokens(50_256, 50_256)),
            Map.entry(
                    "opt", family().positions(2048).eps(1e-5).act("relu").tie().tokens(2, 2)),
            Map.entry(
                    "gpt_neox",
                    family().positions(2048)
                            .eps(1e-5)
                            .act("gelu")
                            .biased()
                            .rotary(0.25)
                            .tokens(0, 2)),
            Map.entry(
                    "falcon",
                    family().positions(2048).eps(1e-5).act("gelu").tie().tokens(11, 11)),
            Map.entry(
                    "bloom",
                    family().positions(2048).eps(1e-5).act("gelu").tie().tokens(1, 2)),
            Map.entry("mpt", family().positions(2048).eps(1e-5).act("gelu").tie()),
            Map.entry("bert", family().positions(512).eps(1e-12).act("gelu").tie()),
            Map.entry(
                    "xlm-roberta",
                    family().positions(512).eps(1e-12).act("gelu").tie().tokens(0, 2)));

    private int kvHeads;
    private int headDim;
    private int maxPositions;
    private double normEps = 1e-6;
    private String hiddenAct = "silu";
    private boolean tied;
    private boolean attentionBias;
    private double theta = 10_000;
    private double rotaryFraction = 1;
    private Window window = Window.ALL;
    private int slidingWindow;
    private int bos = -1;
    private int eos = -1;

    private Family() {}

    /** The family of that type, or one without special assumptions. */
    static Family of(String modelType) {
        return FAMILIES.getOrDefault(modelType, NONE);
    }

    /** Key/value heads where not mentioned; 0: as many as heads. */
    int kvHeads() {
        return kvHeads;
    }

    /** Head size where not mentioned; 0: hidden size / heads. */
    int headDim() {
        return headDim;
    }

    /** Longest sequence; 0: has to be stated. */
    int maxPositions() {
        return maxPositions;
    }

    /** Epsilon of the norms. */
    double normEps() {
        return normEps;
    }

    /** Activation. */
    String hiddenAct() {
        return hiddenAct;
    }

    /** Whether the output layer shares the embedding's weights. */
    boolean tied() {
        return tied;
    }

    /** Whether attention projections have biases. */
    boolean attentionBias() {
        return attentionBias;
    }

    /** Base of the rotary embeddings. */
    double theta() {
        return theta;
    }

    /** Share of a head that is rotated. */
    double rotaryFraction() {
        return rotaryFraction;
    }

    /** How sliding windows are laid out. */
    Window window() {
        return window;
    }

    /** Window where not mentioned; 0: none. */
    int slidingWindow() {
        return slidingWindow;
    }

    /** Beginning token; -1: none. */
    int bos() {
        return bos;
    }

    /** End token; -1: none. */
    int eos() {
        return eos;
    }

    private static Family family() {
        return new Family();
    }

    private static Family gemma() {
        return family().positions(8192).head(256).act("gelu_pytorch_tanh").tie();
    }

    private Family positions(int maximum) {
        maxPositions = maximum;
        return this;
    }

    private Family kv(int heads) {
        kvHeads = heads;
        return this;
    }

    private Family head(int dim) {
        headDim = dim;
        return this;
    }

    private Family eps(double epsilon) {
        normEps = epsilon;
        return this;
    }

    private Family act(String name) {
        hiddenAct = name;
        return this;
    }

    private Family tie() {
        tied = true;
        return this;
    }

    private Family biased() {
        attentionBias = true;
        return this;
    }

    private Family theta(double base) {
        theta = base;
        return this;
    }

    private Family rotary(double fraction) {
        rotaryFraction = fraction;
        return this;
    }

    private Family sliding(Window layout, int size) {
        window = layout;
        slidingWindow = size;
        return this;
    }

    private Family tokens(int begin, int end) {
        bos = begin;
        eos = end;
        return this;
    }
}
