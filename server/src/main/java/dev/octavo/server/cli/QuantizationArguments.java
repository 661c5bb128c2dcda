package dev.octavo.server.cli;

import dev.octavo.runtime.llm.LlmBuilder;
import dev.octavo.runtime.quantize.Quantization;
import dev.octavo.server.config.UserFolders;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How plain weights are quantised at load, and where the result is kept. */
final class QuantizationArguments {

    @Option(
            names = {"--quantization", "-q"},
            paramLabel = "TYPE",
            converter = QuantizationConverter.class,
            description =
                    "int8 or int4: quantise the linear layers of a plain checkpoint in groups of 32 weights at load."
                            + " Default: keep them as they are stored.")
    private Optional<Quantization> quantization = Optional.empty();

    @Option(
            names = "--quantization-cache",
            paramLabel = "DIR",
            description = "Keep quantised weights here for the next start, which maps them. Default:"
                    + " $XDG_CACHE_HOME/octavo/quantized or ~/.cache/octavo/quantized")
    private Optional<Path> cache = Optional.empty();

    @Option(names = "--no-quantization-cache", description = "Quantise at each start, into memory.")
    private boolean noCache;

    void applyTo(LlmBuilder builder) {
        quantization.ifPresent(builder::quantization);
        if (!noCache) {
            builder.quantizationCache(cache.orElseGet(() -> UserFolders.cache().resolve("quantized")));
        }
    }
}
