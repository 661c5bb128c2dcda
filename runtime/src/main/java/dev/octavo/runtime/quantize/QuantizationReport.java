package dev.octavo.runtime.quantize;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a wish to quantise.
 *
 * @param type what was wished for
 * @param tensors how many tensors are quantised
 * @param bytes bytes of their blocks
 * @param kept why linear layers stay as they are stored, with how many there are for each reason
 * @param origin where the blocks come from
 * @param file the file they are mapped from; empty where they are in memory
 * @param time how long it took to quantise or to open that file
 */
public record QuantizationReport(
        Quantization type,
        int tensors,
        long bytes,
        Map<String, Integer> kept,
        Origin origin,
        Optional<Path> file,
        Duration time) {

    /** Where quantised weights come from. */
    public enum Origin {
        /** A file of an earlier start. */
        CACHED,
        /** A file that was written now. */
        WRITTEN,
        /** Memory of this process. */
        MEMORY
    }

    /** Keeps a copy. */
    public QuantizationReport {
        kept = Map.copyOf(kept);
    }
}
