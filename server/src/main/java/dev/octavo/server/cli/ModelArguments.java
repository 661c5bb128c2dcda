package dev.octavo.server.cli;

import dev.octavo.runtime.generate.AsyncScheduling;
import dev.octavo.runtime.generate.DiskOffloading;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.generate.EngineConfigBuilder;
import dev.octavo.runtime.generate.SchedulingPolicy;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.llm.LlmBuilder;
import dev.octavo.runtime.llm.Rounding;
import dev.octavo.runtime.sample.LogprobsMode;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import dev.octavo.spi.op.AttentionVariant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, on which device, with how much memory; shared by all commands that load one. Names are vLLM's wherever the meaning is the same. */
final class ModelArguments {

    /** How weights come about. */
    enum LoadFormat {
        auto,
        safetensors,
        gguf,
        dummy
    }

    @Option(
            names = "--device",
            defaultValue = "auto",
            paramLabel = "DEVICE",
            description =
                    "auto, the id of a backend (such as cpu), or id:number. Default: ${DEFAULT-VALUE}. See: octavo devices")
    private String device = "auto";

    @Option(
            names = "--dtype",
            defaultValue = "auto",
            description =
                    "Type that weights are kept in: ${COMPLETION-CANDIDATES}. auto keeps them as they are stored.")
    private WeightTypeName dtype = WeightTypeName.auto;

    @Option(
            names = "--load-format",
            defaultValue = "auto",
            description = "${COMPLETION-CANDIDATES}. dummy makes random weights of the shapes in config.json.")
    private LoadFormat loadFormat = LoadFormat.auto;

    @Option(
            names = "--max-model-len",
            paramLabel = "N",
            description =
                    "Most tokens of a sequence, prompt and output together. Default: what the model states, if memory suffices.")
    private Optional<Integer> maxModelLength = Optional.empty();

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "Seed of requests that bring none, and of dummy weights.")
    private long seed;

    @Option(
            names = {"--chat-template"},
            paramLabel = "FILE",
            description = "A Jinja file in place of the model's chat template.")
    private Optional<Path> chatTemplate = Optional.empty();

    @Option(
            names = "--backend-option",
            paramLabel = "KEY=VALUE",
            description = "A setting of the backend, such as threads=4 for cpu. May be repeated.")
    private Map<String, String> backendOptions = new LinkedHashMap<>();

    @Option(
            names = "--attention-backend",
            paramLabel = "NAME",
            description =
                    "The kind of attention, by a name that `octavo devices --verbose` lists for the device. Default: the"
                            + " first that has kernels for the model.")
    private Optional<String> attention = Optional.empty();

    @Option(
            names = "--cpu-bind",
            paramLabel = "CPUS",
            description = {
                "Where a CPU backend's threads run: auto, none, nodes (an equal part near each memory node, with the"
                        + " weights that they read), or a thread on each of a list of processors such as 0-7,16.",
                "auto is nodes where there are several memory nodes, else none."
            })
    private Optional<String> cpuBind = Optional.empty();

    @Mixin
    private final QuantizationArguments quantization = new QuantizationArguments();

    @Mixin
    private final BackendArguments backends = new BackendArguments();

    @ArgGroup(validate = false, heading = "%nScheduling and memory:%n")
    private final SchedulingArguments scheduling = new SchedulingArguments();

    /** Most log-probabilities per token that a request may ask for; -1 for no limit. */
    int maxLogprobs() {
        return scheduling.maxLogprobs;
    }

    /** Begins to open the model of a directory with all that was given. */
    LlmBuilder model(Path directory, OptionalInt maxSequences) {
        LlmBuilder builder = Llm.model(directory)
                .device(device)
                .search(backends.search())
                .backendOptions(backendOptions())
                .dummyWeights(loadFormat == LoadFormat.dummy)
                .blockSize(scheduling.blockSize)
                .engine(scheduling.engine(seed, maxSequences));
        quantization.applyTo(builder);
        dtype.type().ifPresent(builder::dtype);
        scheduling.cacheType.type().ifPresent(builder::cacheType);
        builder.rounding(scheduling.rounding);
        scheduling.cacheMemory.ifPresent(size -> builder.cacheBytes(size.bytes()));
        scheduling.memoryShare.ifPresent(builder::memoryShare);
        builder.eager(scheduling.eager);
        maxModelLength.ifPresent(builder::maxModelLength);
        chatTemplate.ifPresent(file -> builder.chatTemplate(read(file)));
        return builder;
    }

    private BackendOptions backendOptions() {
        Map<String, String> all = new LinkedHashMap<>(backendOptions);
        cpuBind.ifPresent(cpus -> put(all, "--cpu-bind", "cpu-bind", cpus));
        attention.ifPresent(name -> put(all, "--attention-backend", AttentionVariant.OPTION, name));
        return new BackendOptions(all);
    }

    private static void put(Map<String, String> all, String flag, String key, String value) {
        String other = all.put(key, value);
        if (other != null && !other.equals(value)) {
            throw new UserException(flag + " " + value + " and --backend-option " + key + "=" + other
                    + " contradict each other; leave one out");
        }
    }

    /** Whether KV events are recorded. */
    boolean recordsKvEvents() {
        return scheduling
                .kvEvents
                .filter(settings -> settings.bufferSteps() > 0)
                .isPresent();
    }

    /** Seed of requests that bring none. */
    long seed() {
        return seed;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ResourceException("the chat template " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Options of the scheduler and the KV cache. */
    static final class SchedulingArguments {

        @Option(
                names = "--max-num-seqs",
                paramLabel = "N",
                description = "Most sequences that run at once. Default: 256 when serving.")
        private Optional<Integer> maxSequences = Optional.empty();

        @Option(
                names = "--max-num-batched-tokens",
                defaultValue = "2048",
                paramLabel = "N",
                description = "Token budget of a step. Default: ${DEFAULT-VALUE}")
        private int maxBatchedTokens = 2048;

        @Option(
                names = "--block-size",
                defaultValue = "16",
                paramLabel = "N",
                description = "Tokens of a KV block. Default: ${DEFAULT-VALUE}")
        private int blockSize = 16;

        @Option(
                names = {"--kv-cache-memory", "--kv-cache-memory-bytes"},
                paramLabel = "SIZE",
                description = "Memory of the KV cache, such as 2GiB. Default: half of what is free, 4 GiB at most.")
        private Optional<ByteSize> cacheMemory = Optional.empty();

        @Option(
                names = "--gpu-memory-utilization",
                paramLabel = "R",
                description =
                        "Share of the device's memory that may be used, such as 0.9: the KV cache gets what is left of"
                                + " it once weights, activations and workspaces are there. In place of --kv-cache-memory.")
        private Optional<Double> memoryShare = Optional.empty();

        @Option(
                names = "--enforce-eager",
                description =
                        "Enqueue every command of a step by itself. By default a GPU gets those of decodes as graphs.")
        private boolean eager;

        @Option(
                names = {"--kv-offloading-size", "--swap-space"},
                paramLabel = "SIZE",
                converter = GibibytesConverter.class,
                description = "Host memory for KV blocks that the device evicts, in GiB, or with a unit such as 512MiB."
                        + " Prefixes and preempted requests come back from it. Default: none.")
        private Optional<ByteSize> offloading = Optional.empty();

        @Option(
                names = "--kv-offloading-disk-path",
                paramLabel = "DIR",
                description = "Directory for KV blocks that host memory evicts; prefixes survive a restart in it."
                        + " Needs --kv-offloading-size. Default: none.")
        private Optional<Path> diskPath = Optional.empty();

        @Option(
                names = "--kv-offloading-disk-size",
                paramLabel = "SIZE",
                converter = GibibytesConverter.class,
                description = "Most space on that disk, in GiB, or with a unit.")
        private Optional<ByteSize> diskSize = Optional.empty();

        @Option(
                names = "--kv-events-config",
                paramLabel = "JSON",
                converter = KvEventsConverter.class,
                description = "Records what enters and leaves the prefix cache, for routers that read GET /kv_events:"
                        + " {\"enable_kv_cache_events\": true, \"buffer_steps\": 1000}")
        private Optional<KvEventsSettings> kvEvents = Optional.empty();

        @Option(
                names = "--kv-cache-dtype",
                defaultValue = "auto",
                description =
                        "Type of keys and values: ${COMPLETION-CANDIDATES}. auto is the device's activation type, or bf16 with --rounding fast; fp8 is fp8_e4m3; int8 has a scale per token and head.")
        private CacheTypeName cacheType = CacheTypeName.auto;

        @Option(
                names = "--rounding",
                defaultValue = "auto",
                description =
                        "How freely a CPU rounds activations: exact keeps them in f32; fast rounds them to 8 bits for products with quantised weights, to bf16 for bf16 weights, and keeps the KV cache in bf16;"
                                + " auto is fast for weights of 128 MiB and more. Default: ${DEFAULT-VALUE}")
        private Rounding rounding = Rounding.AUTO;

        @Option(
                names = "--enable-prefix-caching",
                negatable = true,
                defaultValue = "true",
                fallbackValue = "true",
                description = "Share KV blocks between requests with equal beginnings. On by default.")
        private boolean prefixCaching = true;

        @Option(
                names = "--enable-chunked-prefill",
                negatable = true,
                defaultValue = "true",
                fallbackValue = "true",
                description = "Compute long prompts in several steps. On by default.")
        private boolean chunkedPrefill = true;

        @Option(
                names = "--long-prefill-token-threshold",
                defaultValue = "0",
                paramLabel = "N",
                description = "Most prompt tokens of one sequence in a step; 0 for no such limit.")
        private int longPrefillThreshold;

        @Option(
                names = "--scheduling-policy",
                defaultValue = "fcfs",
                description =
                        "${COMPLETION-CANDIDATES}: first come first served, or by the priority that requests bring.")
        private SchedulingPolicy policy = SchedulingPolicy.FCFS;

        @Option(
                names = "--async-scheduling",
                negatable = true,
                fallbackValue = "true",
                description =
                        "Plan a step while the one before it runs, and launch it where the device chooses the tokens."
                                + " By default where the device computes on its own; a CPU has no time to spare for it.")
        private @Nullable Boolean asyncScheduling;

        @Option(
                names = "--max-waiting",
                defaultValue = "1024",
                paramLabel = "N",
                description =
                        "Most requests in the queue; more are refused at once with 429. Default: ${DEFAULT-VALUE}")
        private int maxWaiting = 1024;

        @Option(
                names = "--max-logprobs",
                defaultValue = "20",
                paramLabel = "N",
                description =
                        "Most log-probabilities per token that a request may ask for; -1 for no limit. Default: ${DEFAULT-VALUE}")
        private int maxLogprobs = 20;

        @Option(
                names = "--logprobs-mode",
                defaultValue = "raw_logprobs",
                paramLabel = "MODE",
                description =
                        "What is reported as log-probabilities: raw_logprobs, processed_logprobs, raw_logits or processed_logits. Default: ${DEFAULT-VALUE}")
        private LogprobsMode logprobsMode = LogprobsMode.RAW_LOGPROBS;

        private AsyncScheduling asyncScheduling() {
            if (asyncScheduling == null) {
                return AsyncScheduling.AUTO;
            }
            return asyncScheduling ? AsyncScheduling.ON : AsyncScheduling.OFF;
        }

        private Optional<DiskOffloading> disk() {
            if (diskPath.isPresent() != diskSize.isPresent()) {
                throw new UserException("--kv-offloading-disk-path and --kv-offloading-disk-size go together: give "
                        + (diskPath.isPresent() ? "--kv-offloading-disk-size" : "--kv-offloading-disk-path") + " too");
            }
            return diskPath.flatMap(path -> diskSize.map(size -> new DiskOffloading(path, size.bytes())));
        }

        EngineConfig engine(long seed, OptionalInt defaultSequences) {
            EngineConfigBuilder builder = EngineConfig.builder();
            disk().ifPresent(builder::kvOffloadingDisk);
            kvEvents.ifPresent(settings -> builder.kvEventBatches(settings.bufferSteps()));
            return builder.policy(policy)
                    .maxSequences(maxSequences.orElse(defaultSequences.orElse(256)))
                    .maxBatchedTokens(maxBatchedTokens)
                    .prefixCaching(prefixCaching)
                    .chunkedPrefill(chunkedPrefill)
                    .longPrefillThreshold(longPrefillThreshold)
                    .asyncScheduling(asyncScheduling())
                    .kvOffloadingBytes(offloading.map(ByteSize::bytes).orElse(0L))
                    .maxWaiting(maxWaiting)
                    .maxLogprobs(maxLogprobs)
                    .logprobsMode(logprobsMode)
                    .seed(seed)
                    .build();
        }
    }
}
