package dev.octavo.simulator.device;

/** Shapes of well-known models, with weights, keys and values of 16 bits, from their published config.json. */
public enum ModelPreset {
    /** Qwen2.5-0.5B. */
    QWEN2_5_0_5B(new ModelShape(24, 896, 4864, 14, 2, 64, 151_936, 2, 2)),
    /** Llama-3.1-8B. */
    LLAMA_3_1_8B(new ModelShape(32, 4096, 14_336, 32, 8, 128, 128_256, 2, 2)),
    /** Qwen2.5-32B. */
    QWEN2_5_32B(new ModelShape(64, 5120, 27_648, 40, 8, 128, 152_064, 2, 2));

    @SuppressWarnings("ImmutableEnumChecker") // A record of numbers.
    private final ModelShape shape;

    ModelPreset(ModelShape shape) {
        this.shape = shape;
    }

    /** Its sizes. */
    public ModelShape shape() {
        return shape;
    }
}
