package dev.octavo.runtime.llm;

import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.tensor.DType;

/** How freely a device that keeps activations in f32 may round where that makes it faster. */
public enum Rounding {
    /** As {@link #FAST} for weights of at least 128 MiB, else as {@link #EXACT}: small models are fast anyway. */
    AUTO,
    /** Products of the numbers as they are, and a KV cache in the type of the activations. */
    EXACT,
    /** Activations are rounded to 8 bits, a scale for each 32, where weights are quantised, and to bf16 where weights are bf16; the KV cache is in bf16. */
    FAST;

    private static final long LARGE = 128L << 20;

    /** Whether a model is to be rounded. Somebody who asks for weights in f32 wants exact numbers. */
    boolean rounds(LlmOptions options, Checkpoint checkpoint) {
        return switch (this) {
            case EXACT -> false;
            case FAST -> true;
            case AUTO ->
                checkpoint.byteSize() >= LARGE
                        && options.dtype().filter(DType.F32::equals).isEmpty();
        };
    }
}
