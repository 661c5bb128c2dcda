package dev.octavo.runtime.generate;

import dev.octavo.runtime.sample.LogprobsMode;
import dev.octavo.spi.UserException;
import java.util.Optional;

/**
 * How an engine schedules.
 *
 * @param policy who goes first
 * @param maxSequences most outputs that run at once ({@code --max-num-seqs})
 * @param maxBatchedTokens the token budget of a step ({@code --max-num-batched-tokens})
 * @param prefixCaching whether requests share the KV blocks of equal prefixes ({@code --enable-prefix-caching})
 * @param chunkedPrefill whether a prompt may be computed in several steps ({@code --enable-chunked-prefill})
 * @param longPrefillThreshold most tokens of one sequence in a step; 0 for no such limit ({@code --long-prefill-token-threshold})
 * @param watermark share of the KV blocks that an admission must leave free while others run, 0 to below 1 ({@code --watermark})
 * @param asyncScheduling whether steps are planned while others run
 * @param kvOffloadingBytes host memory for KV blocks that the device evicts; 0 for none ({@code --kv-offloading-size})
 * @param kvOffloadingDisk a disk for KV blocks that host memory evicts; it needs {@code kvOffloadingBytes}
 * @param kvEventBatches steps whose changes of the prefix cache are kept for routers to read; 0 records none
 * @param maxWaiting most requests that wait for their first step; more are refused
 * @param maxLogprobs most log-probabilities per token that a request may ask for; -1 for as many as it likes, up to the whole vocabulary for each token, which takes
 *     much memory ({@code --max-logprobs})
 * @param logprobsMode what is reported as log-probabilities ({@code --logprobs-mode})
 * @param seed from which requests without a seed draw theirs; equal seeds and equal arrivals give equal outputs ({@code --seed})
 */
public record EngineConfig(
        SchedulingPolicy policy,
        int maxSequences,
        int maxBatchedTokens,
        boolean prefixCaching,
        boolean chunkedPrefill,
        int longPrefillThreshold,
        double watermark,
        AsyncScheduling asyncScheduling,
        long kvOffloadingBytes,
        Optional<DiskOffloading> kvOffloadingDisk,
        int kvEventBatches,
        int maxWaiting,
        int maxLogprobs,
        LogprobsMode logprobsMode,
        long seed) {

    /** Checks every range; the message names the option. */
    public EngineConfig {
        require(maxSequences >= 1, "--max-num-seqs", maxSequences, "at least 1");
        require(maxBatchedTokens >= 1, "--max-num-batched-tokens", maxBatchedTokens, "at least 1");
        require(longPrefillThreshold >= 0, "--long-prefill-token-threshold", longPrefillThreshold, "at least 0");
        require(watermark >= 0 && watermark < 1, "--watermark", watermark, "from 0 to below 1");
        require(kvOffloadingBytes >= 0, "--kv-offloading-size", kvOffloadingBytes, "at least 0");
        if (kvOffloadingDisk.isPresent() && kvOffloadingBytes == 0) {
            throw new UserException(
                    "KV blocks reach the disk through host memory: give --kv-offloading-size beside --kv-offloading-disk-path");
        }
        require(kvEventBatches >= 0, "the number of kept batches of KV events", kvEventBatches, "at least 0");
        require(maxWaiting >= 1, "--max-waiting", maxWaiting, "at least 1");
        require(maxLogprobs >= -1, "--max-logprobs", maxLogprobs, "at least 0, or -1 for no limit");
    }

    private static void require(boolean ok, String option, Object value, String expected) {
        if (!ok) {
            throw new UserException(option + " must be " + expected + ", but is " + value);
        }
    }

    /** Like vLLM's server: first come first served, 256 sequences, 2,048 tokens a step, prefix caching and chunked prefill on. */
    public static EngineConfig defaults() {
        return builder().build();
    }

    /** A builder that starts with {@link #defaults()}. */
    public static EngineConfigBuilder builder() {
        return new EngineConfigBuilder();
    }
}
