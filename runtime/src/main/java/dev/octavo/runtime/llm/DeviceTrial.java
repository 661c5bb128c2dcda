package dev.octavo.runtime.llm;

import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.discovery.DeviceChoice;
import dev.octavo.runtime.execute.LayerGroups;
import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.model.Architectures;
import dev.octavo.runtime.plan.PlanOptions;
import dev.octavo.runtime.plan.Planner;
import dev.octavo.spi.Backend;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.OctavoException;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tries a model on devices: opens one, sizes the cache, and asks the backend for every operator that the model needs, before anything is loaded. Not thread-safe.
 */
final class DeviceTrial {

    /** Logits of many rows are wanted only for the log-probabilities of prompts; those are computed in pieces of this many bytes. */
    private static final long LOGIT_BYTES = 64L << 20;

    /**
     * A device that is open and for which all is decided but the weights' place.
     *
     * @param backend open
     * @param sizing of the KV cache
     * @param graph the model
     * @param plan what the planner was told
     * @param planner for this model on this device
     */
    record Ready(Backend backend, CacheSizing sizing, Graph graph, PlanOptions plan, Planner planner) {}

    private final LlmOptions options;
    private final HfConfig config;
    private final Checkpoint checkpoint;
    private @Nullable Ready accepted;

    DeviceTrial(LlmOptions options, HfConfig config, Checkpoint checkpoint) {
        this.options = options;
        this.config = config;
        this.checkpoint = checkpoint;
    }

    /**
     * Why a device cannot run the model, or empty; then it stays open for {@link #ready}. What is wrong with the model itself is thrown, since no other device
     * would help.
     */
    Optional<String> objection(DeviceChoice candidate) {
        Optional<String> tooSmall = tooSmall(candidate.device());
        if (tooSmall.isPresent()) {
            return tooSmall;
        }
        Backend backend;
        try {
            backend = candidate.open(options.backendOptions());
        } catch (UserException e) {
            throw e; // A setting that is wrong is to be corrected, not to be passed over with the device.
        } catch (RuntimeException | LinkageError e) {
            return Optional.of("it cannot be opened: " + reason(e));
        }
        try {
            Ready ready = prepare(backend);
            List<String> refusals = ready.planner().refusals(ready.graph(), checkpoint);
            if (refusals.isEmpty()) {
                accepted = ready;
                return Optional.empty();
            }
            backend.close();
            return Optional.of("it cannot run this model: " + String.join("; ", refusals));
        } catch (RuntimeException | Error e) {
            closeAfter(e, backend);
            if (e instanceof ResourceException || isForeign(e)) {
                return Optional.of(reason(e));
            }
            throw e;
        }
    }

    /** A backend is foreign code and may throw anything; what Octavo itself throws is about the model or the options. */
    private static boolean isForeign(Throwable e) {
        return e instanceof LinkageError || (e instanceof RuntimeException && !(e instanceof OctavoException));
    }

    private static String reason(Throwable e) {
        return e instanceof OctavoException && e.getMessage() != null ? e.getMessage() : e.toString();
    }

    /** The device that was chosen, open. The caller closes it. */
    Ready ready(DeviceChoice choice) {
        Ready tried = accepted;
        if (tried != null) {
            return tried;
        }
        Backend backend = choice.open(options.backendOptions());
        try {
            return prepare(backend);
        } catch (RuntimeException | Error e) {
            closeAfter(e, backend);
            throw e;
        }
    }

    private Optional<String> tooSmall(DeviceInfo device) {
        long bytes = checkpoint.byteSize();
        return device.freeBytes() >= 0 && device.freeBytes() < bytes
                ? Optional.of("the weights need " + bytes + " bytes, " + device.freeBytes() + " are free")
                : Optional.empty();
    }

    private Ready prepare(Backend backend) {
        DType activation = backend.capabilities().activationType();
        boolean rounds = activation == DType.F32 && options.rounding().rounds(options, checkpoint);
        KvLayout layout = new KvLayout(
                config.kvHeads(),
                config.headDim(),
                options.blockSize(),
                options.cacheType().orElse(rounds ? cacheType(backend) : activation));
        LayerGroups layers = LayerGroups.of(IntStream.range(0, config.layers())
                .map(layer -> config.windowOf(layer).orElse(0))
                .toArray());
        long weights = checkpoint.byteSize();
        OptionalLong wanted = options.memoryShare().isPresent()
                ? OptionalLong.of(CacheSizing.rest(
                        backend.memory().stats(), options.memoryShare().getAsDouble(), weights))
                : options.cacheBytes();
        CacheSizing sizing = CacheSizing.of(
                layout.bytesPerToken() * layers.cacheLayers(),
                options.blockSize(),
                options.engine().maxSequences(),
                backend.memory().stats().freeBytes() - weights,
                wanted,
                config.maxPositions(),
                options.maxModelLength(),
                layers.groups(),
                (int) Math.min(Integer.MAX_VALUE, 2L * options.engine().maxBatchedTokens()));
        Graph graph = Architectures.graph(config, sizing.maxModelLength());
        PlanOptions plan = planOptions(sizing, activation, rounds, layout, graph);
        return new Ready(backend, sizing, graph, plan, new Planner(backend, plan));
    }

    private static DType cacheType(Backend backend) {
        return backend.capabilities().cacheTypes().contains(DType.BF16) ? DType.BF16 : DType.F32;
    }

    private PlanOptions planOptions(
            CacheSizing sizing, DType activation, boolean rounds, KvLayout layout, Graph graph) {
        int tokens =
                Math.max(options.engine().maxBatchedTokens(), options.engine().maxSequences());
        long rows = LOGIT_BYTES / (graph.vocabularySize() * 4L);
        int logitRows = Math.clamp(rows, options.engine().maxSequences(), tokens);
        return new PlanOptions(
                tokens,
                options.engine().maxSequences(),
                logitRows,
                sizing.maxModelLength(),
                options.dtype(),
                activation,
                rounds,
                layout);
    }

    /** Closes what a failure leaves behind, and keeps the failure. */
    static void closeAfter(Throwable failure, @Nullable AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }
}
