package dev.octavo.runtime.llm;

import dev.octavo.runtime.discovery.BackendSearch;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.quantize.Quantization;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.DType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Collects how a model is opened. Every setter returns the builder; what is not set has vLLM's default where there is one. */
public final class LlmBuilder {

    private final Path model;
    private String device = "auto";
    private BackendSearch search = BackendSearch.standard();
    private BackendOptions backendOptions = BackendOptions.none();
    private List<String> servedNames = List.of();
    private Optional<String> chatTemplate = Optional.empty();
    private Optional<DType> dtype = Optional.empty();
    private Optional<Quantization> quantization = Optional.empty();
    private Optional<Path> quantizationCache = Optional.empty();
    private Optional<DType> cacheType = Optional.empty();
    private Rounding rounding = Rounding.AUTO;
    private boolean dummyWeights;
    private OptionalInt maxModelLength = OptionalInt.empty();
    private int blockSize = 16;
    private OptionalLong cacheBytes = OptionalLong.empty();
    private OptionalDouble memoryShare = OptionalDouble.empty();
    private boolean eager;
    private EngineConfig engine = EngineConfig.defaults();
    private Duration warmUp = Duration.ofMillis(300);
    private LoadProgress progress = LoadProgress.NONE;

    LlmBuilder(Path model) {
        this.model = model;
    }

    /** {@code auto}, a backend's id, or {@code id:ordinal}. */
    public LlmBuilder device(String value) {
        device = value;
        return this;
    }

    /** Where backends are looked for. */
    public LlmBuilder search(BackendSearch value) {
        search = value;
        return this;
    }

    /** Settings for the backend. */
    public LlmBuilder backendOptions(BackendOptions value) {
        backendOptions = value;
        return this;
    }

    /** Names of the model for clients, the first one is answered with. */
    public LlmBuilder servedNames(List<String> value) {
        servedNames = List.copyOf(value);
        return this;
    }

    /** A chat template in place of the model's own. */
    public LlmBuilder chatTemplate(String source) {
        chatTemplate = Optional.of(source);
        return this;
    }

    /** Type that weights are converted to; otherwise they are kept as they are stored. */
    public LlmBuilder dtype(DType value) {
        dtype = Optional.of(value);
        return this;
    }

    /** Quantises linear layers while the model is opened; excludes {@link #dtype}. Without {@link #quantizationCache} it is done at every opening. */
    public LlmBuilder quantization(Quantization value) {
        quantization = Optional.of(value);
        return this;
    }

    /** A directory that keeps quantised weights for the next opening, which maps them; made if it is not there. May be shared by processes. */
    public LlmBuilder quantizationCache(Path directory) {
        quantizationCache = Optional.of(directory);
        return this;
    }

    /** Element type of the KV cache, a floating-point type or I8; otherwise what the rounding says. */
    public LlmBuilder cacheType(DType value) {
        cacheType = Optional.of(value);
        return this;
    }

    /** How freely a device that keeps activations in f32 may round; {@link Rounding#AUTO} by default. */
    public LlmBuilder rounding(Rounding value) {
        rounding = value;
        return this;
    }

    /** Random weights of the shapes that {@code config.json} describes, for benchmarks. */
    public LlmBuilder dummyWeights(boolean value) {
        dummyWeights = value;
        return this;
    }

    /** Most tokens of a sequence, prompt and output together. */
    public LlmBuilder maxModelLength(int value) {
        if (value < 1) {
            throw new UserException("--max-model-len must be at least 1, but is " + value);
        }
        maxModelLength = OptionalInt.of(value);
        return this;
    }

    /** Tokens of a KV block. */
    public LlmBuilder blockSize(int value) {
        if (value < 1 || value > 1024) {
            throw new UserException("--block-size must be from 1 to 1024, but is " + value);
        }
        blockSize = value;
        return this;
    }

    /** Memory of the KV cache. */
    public LlmBuilder cacheBytes(long value) {
        if (value < 1) {
            throw new UserException("--kv-cache-memory must be above 0, but is " + value);
        }
        cacheBytes = OptionalLong.of(value);
        return this;
    }

    /** Share of the device's memory that may be used in all, above 0 and at most 1: the KV cache gets what weights, activations, workspaces and other processes leave of it. */
    public LlmBuilder memoryShare(double value) {
        if (!(value > 0 && value <= 1)) {
            throw new UserException("--gpu-memory-utilization must be above 0 and at most 1, but is " + value);
        }
        memoryShare = OptionalDouble.of(value);
        return this;
    }

    /** Enqueues every command by itself, in place of graphs for decodes, on devices that have them. */
    public LlmBuilder eager(boolean value) {
        eager = value;
        return this;
    }

    /** Scheduling. */
    public LlmBuilder engine(EngineConfig value) {
        engine = value;
        return this;
    }

    /** How long kernels are exercised before the first request, so that it is not a slow one. */
    public LlmBuilder warmUp(Duration value) {
        warmUp = value;
        return this;
    }

    /** Told how far loading is. */
    public LlmBuilder progress(LoadProgress value) {
        progress = value;
        return this;
    }

    /**
     * Loads the model and starts its engine.
     *
     * @throws dev.octavo.spi.OctavoException if something is wrong with the model, the device or the settings; the message says what to do
     */
    public Llm open() {
        if (cacheBytes.isPresent() && memoryShare.isPresent()) {
            throw new UserException("--kv-cache-memory and --gpu-memory-utilization both say how large the KV cache is;"
                    + " leave out one of them");
        }
        if (dtype.isPresent() && quantization.isPresent()) {
            throw new UserException("--dtype " + dtype.get() + " and --quantization "
                    + quantization.get().label() + " both say how weights are kept; leave out one of them");
        }
        return new ModelOpening(new LlmOptions(
                        model,
                        device,
                        search,
                        backendOptions,
                        servedNames,
                        chatTemplate,
                        dtype,
                        quantization,
                        quantizationCache,
                        cacheType,
                        rounding,
                        dummyWeights,
                        maxModelLength,
                        blockSize,
                        cacheBytes,
                        memoryShare,
                        eager,
                        engine,
                        warmUp,
                        progress))
                .open();
    }
}
