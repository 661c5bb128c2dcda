package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.execute.RunnerLimits;
import dev.octavo.runtime.kv.BlockTier;
import dev.octavo.runtime.offload.HostTier;
import dev.octavo.runtime.schedule.SchedulerConfig;
import dev.octavo.spi.BatchConstraints;
import dev.octavo.spi.UserException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Brings together what the user configured, what the model was loaded for and what the device demands. */
final class EngineSetup {

    private EngineSetup() {}

    /**
     * @param maxLength most tokens of a sequence
     * @throws UserException if some sequence could never be scheduled
     */
    static SchedulerConfig schedulerConfig(EngineConfig config, ModelRunner runner, int maxLength) {
        RunnerLimits limits = runner.limits();
        BatchConstraints constraints = runner.constraints();
        int tokens = min(config.maxBatchedTokens(), limits.maxTokens(), constraints.maxTokens());
        int padded = tokens - tokens % constraints.tokenMultiple();
        if (padded == 0) {
            throw new UserException(
                    "--max-num-batched-tokens allows " + tokens + " tokens a step, but the device needs multiples of "
                            + constraints.tokenMultiple() + "; raise it");
        }
        int sequences = min(config.maxSequences(), limits.maxSequences(), constraints.maxSequences());
        if (!config.chunkedPrefill() && padded < maxLength) {
            throw new UserException(
                    "without chunked prefill a step must hold a whole sequence: raise --max-num-batched-tokens from "
                            + padded + " to " + maxLength + ", lower --max-model-len, or switch chunked prefill on");
        }
        return new SchedulerConfig(
                config.policy() == SchedulingPolicy.PRIORITY,
                min(sequences, padded, Math.max(runner.maxLogitRows(), 1)),
                padded,
                Math.max(runner.maxLogitRows(), 1),
                config.chunkedPrefill(),
                config.chunkedPrefill() ? config.longPrefillThreshold() : 0,
                (int) (config.watermark() * (limits.blocks() - 1)),
                constraints.mixed());
    }

    /** Whether steps are planned while others run. */
    static boolean overlaps(EngineConfig config, ModelRunner runner) {
        return switch (config.asyncScheduling()) {
            case AUTO -> runner.isAsynchronous();
            case ON -> true;
            case OFF -> false;
        };
    }

    /** Where blocks go that the device evicts. */
    static BlockTier tier(EngineConfig config, ModelRunner runner) {
        if (config.kvOffloadingBytes() == 0) {
            return BlockTier.NONE;
        }
        long blockBytes = runner.blockCopier()
                .orElseThrow(() -> new UserException(
                        "this device cannot copy KV blocks to host memory; leave --kv-offloading-size away"))
                .blockBytes();
        if (config.kvOffloadingBytes() < blockBytes) {
            throw new UserException("--kv-offloading-size is " + config.kvOffloadingBytes()
                    + " bytes, but one KV block takes " + blockBytes + "; raise it");
        }
        if (!config.prefixCaching()) {
            throw new UserException(
                    "--kv-offloading-size needs the prefix cache, by which blocks are found again; leave --no-enable-prefix-caching away");
        }
        return new HostTier(config.kvOffloadingBytes(), blockBytes);
    }

    private static int min(int a, int b, int c) {
        return Math.min(a, Math.min(b, c));
    }

    /** What {@code cache_config_info} says. */
    static Map<String, String> cacheLabels(EngineConfig config, RunnerLimits limits) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("block_size", Integer.toString(limits.blockSize()));
        labels.put("num_gpu_blocks", Integer.toString(limits.blocks()));
        labels.put("enable_prefix_caching", config.prefixCaching() ? "True" : "False");
        return labels;
    }
}
