package dev.octavo.benchmarks.calibrate;

import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.spi.BackendOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The engine that is measured: no prefix cache, so that every prompt is computed. */
public final class RealEngine {

    static final int SEQUENCES = 64;
    static final int TOKENS = 2048;
    static final int BLOCK = 16;

    private RealEngine() {}

    /** Opens a model on the CPU. */
    public static Llm open(String model, String threads) {
        return Llm.model(Path.of(model))
                .backendOptions(new BackendOptions(Map.of("threads", threads)))
                .blockSize(BLOCK)
                .engine(EngineConfig.builder()
                        .maxSequences(SEQUENCES)
                        .maxBatchedTokens(TOKENS)
                        .prefixCaching(false)
                        .build())
                .warmUp(Duration.ofSeconds(3))
                .open();
    }
}
