package dev.octavo.runtime.llm;

import dev.octavo.runtime.discovery.BackendSearch;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.quantize.Quantization;
import dev.octavo.spi.BackendOptions;
import dev.octavo.tensor.DType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a model is opened; what {@link LlmBuilder} collects.
 *
 * @param model directory of the model
 * @param device {@code auto}, a backend's id, or {@code id:ordinal}
 * @param search where backends are looked for
 * @param backendOptions settings for the backend
 * @param servedNames names of the model for clients; empty for the directory's name
 * @param chatTemplate source of a chat template in place of the model's own
 * @param dtype type that weights are converted to; empty keeps them as they are stored
 * @param quantization to what linear layers are quantised; empty keeps them as they are stored
 * @param quantizationCache directory of files that keep quantised weights; empty for none
 * @param cacheType element type of the KV cache; empty for what the rounding says
 * @param rounding how freely the device may round
 * @param dummyWeights whether weights are random and only {@code config.json} is read
 * @param maxModelLength most tokens of a sequence; empty for what the model states, or less where memory does not suffice
 * @param blockSize tokens of a KV block
 * @param cacheBytes memory of the KV cache; empty for a share of what is free
 * @param memoryShare share of the device's memory that the process may use, of which the cache gets what is left; empty to go by cacheBytes
 * @param eager whether every command is enqueued by itself, without graphs
 * @param engine scheduling
 * @param warmUp how long kernels are exercised before the first request; zero for not at all
 * @param progress told how far loading is
 */
record LlmOptions(
        Path model,
        String device,
        BackendSearch search,
        BackendOptions backendOptions,
        List<String> servedNames,
        Optional<String> chatTemplate,
        Optional<DType> dtype,
        Optional<Quantization> quantization,
        Optional<Path> quantizationCache,
        Optional<DType> cacheType,
        Rounding rounding,
        boolean dummyWeights,
        OptionalInt maxModelLength,
        int blockSize,
        OptionalLong cacheBytes,
        OptionalDouble memoryShare,
        boolean eager,
        EngineConfig engine,
        Duration warmUp,
        LoadProgress progress) {}
