package dev.octavo.server.cli;

import dev.octavo.tensor.DType;
import java.util.Optional;

/** The types that {@code --kv-cache-dtype} takes, under vLLM's names; {@code int8} is short for the last. */
enum CacheTypeName {
    auto,
    float32,
    bfloat16,
    float16,
    fp8,
    fp8_e4m3,
    fp8_e5m2,
    int8,
    int8_per_token_head;

    Optional<DType> type() {
        return switch (this) {
            case auto -> Optional.empty();
            case float32 -> Optional.of(DType.F32);
            case bfloat16 -> Optional.of(DType.BF16);
            case float16 -> Optional.of(DType.F16);
            case fp8, fp8_e4m3 -> Optional.of(DType.F8_E4M3);
            case fp8_e5m2 -> Optional.of(DType.F8_E5M2);
            case int8, int8_per_token_head -> Optional.of(DType.I8);
        };
    }
}
