package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.execute.RunnerLimits;
import dev.octavo.runtime.kv.BlockHasher;
import dev.octavo.runtime.kv.BlockManager;
import dev.octavo.runtime.kv.BlockTier;
import dev.octavo.runtime.offload.HostTier;
import dev.octavo.runtime.offload.disk.DiskTier;
import dev.octavo.runtime.schedule.SchedulerConfig;
import dev.octavo.spi.BatchConstraints;
import dev.octavo.spi.InternalException;
import dev.octavo.spi.UserException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

    /** The blocks, and how far ahead of what is stored a sequence is planned. */
    static BlockManager blocks(
            SchedulerConfig schedule, boolean overlap, RunnerLimits limits, BlockHasher hasher, BlockTier tier) {
        return new BlockManager(
                limits.blocks(),
                limits.blockSize(),
                hasher,
                limits.kvGroups(),
                ahead(schedule.maxTokens(), overlap),
                tier);
    }

    private static int ahead(int maxTokens, boolean overlap) {
        return (int) Math.min(Integer.MAX_VALUE, overlap ? 2L * maxTokens : maxTokens);
    }

    /** Most tokens of a sequence that has all KV blocks for itself. */
    static int cacheTokens(EngineConfig config, ModelRunner runner) {
        RunnerLimits limits = runner.limits();
        int maxTokens = min(config.maxBatchedTokens(), limits.maxTokens(), Integer.MAX_VALUE);
        return limits.kvGroups()
                .longest(limits.blocks() - 1L, limits.blockSize(), ahead(maxTokens, overlaps(config, runner)));
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
        return new HostTier(config.kvOffloadingBytes(), blockBytes, disk(config, runner, blockBytes));
    }

    private static @Nullable DiskTier disk(EngineConfig config, ModelRunner runner, long blockBytes) {
        DiskOffloading disk = config.kvOffloadingDisk().orElse(null);
        if (disk == null) {
            return null;
        }
        RunnerLimits limits = runner.limits();
        String geometry = "|" + limits.blockSize() + "|" + blockBytes + "|" + limits.kvGroups();
        // Without an identity nothing that an earlier process wrote may count.
        String identity =
                runner.cacheIdentity().orElseGet(() -> UUID.randomUUID().toString()) + geometry;
        return DiskTier.open(
                disk.directory(),
                disk.bytes(),
                blockBytes,
                sha256(identity),
                limits.kvGroups().count());
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new InternalException("this Java runtime has no SHA-256; every compliant one does", missing);
        }
    }

    /** Hashes blocks: under the key of what is on disk, so that it is found, or else a new one. */
    static BlockHasher hasher(BlockTier tier, int blockSize) {
        if (tier instanceof HostTier host && host.disk().isPresent()) {
            return BlockHasher.keyed(host.disk().get().key(), blockSize);
        }
        return BlockHasher.random(blockSize);
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
