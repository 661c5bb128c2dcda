package dev.octavo.server.cli;

import dev.octavo.tensor.DType;
import java.util.Optional;

/** The types that {@code --dtype} takes, under their usual names. */
enum WeightTypeName {
    auto,
    float32,
    bfloat16,
    float16;

    Optional<DType> type() {
        return switch (this) {
            case auto -> Optional.empty();
            case float32 -> Optional.of(DType.F32);
            case bfloat16 -> Optional.of(DType.BF16);
            case float16 -> Optional.of(DType.F16);
        };
    }
}
