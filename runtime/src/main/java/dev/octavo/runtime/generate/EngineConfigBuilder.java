package dev.octavo.runtime.generate;

import dev.octavo.runtime.sample.LogprobsMode;
import java.util.Optional;

/** Collects an {@link EngineConfig}; every setter returns the builder, and {@link #build()} checks the ranges. */
public final class EngineConfigBuilder {

    private SchedulingPolicy policy = SchedulingPolicy.FCFS;
    private int maxSequences = 256;
    private int maxBatchedTokens = 2048;
    private boolean prefixCaching = true;
    private boolean chunkedPrefill = true;
    private int longPrefillThreshold;
    private double watermark;
    private AsyncScheduling asyncScheduling = AsyncScheduling.AUTO;
    private long kvOffloadingBytes;
    private Optional<DiskOffloading> kvOffloadingDisk = Optional.empty();
    private int kvEventBatches;
    private int maxWaiting = 16_384;
    private int maxLogprobs = 20;
    private LogprobsMode logprobsMode = LogprobsMode.RAW_LOGPROBS;
    private long seed;

    EngineConfigBuilder() {}

    /** Sets {@link EngineConfig#policy()}. */
    public EngineConfigBuilder policy(SchedulingPolicy value) {
        this.policy = value;
        return this;
    }

    /** Sets {@link EngineConfig#maxSequences()}. */
    public EngineConfigBuilder maxSequences(int value) {
        this.maxSequences = value;
        return this;
    }

    /** Sets {@link EngineConfig#maxBatchedTokens()}. */
    public EngineConfigBuilder maxBatchedTokens(int value) {
        this.maxBatchedTokens = value;
        return this;
    }

    /** Sets {@link EngineConfig#prefixCaching()}. */
    public EngineConfigBuilder prefixCaching(boolean value) {
        this.prefixCaching = value;
        return this;
    }

    /** Sets {@link EngineConfig#chunkedPrefill()}. */
    public EngineConfigBuilder chunkedPrefill(boolean value) {
        this.chunkedPrefill = value;
        return this;
    }

    /** Sets {@link EngineConfig#longPrefillThreshold()}. */
    public EngineConfigBuilder longPrefillThreshold(int value) {
        this.longPrefillThreshold = value;
        return this;
    }

    /** Sets {@link EngineConfig#watermark()}. */
    public EngineConfigBuilder watermark(double value) {
        this.watermark = value;
        return this;
    }

    /** Sets {@link EngineConfig#asyncScheduling()}. */
    public EngineConfigBuilder asyncScheduling(AsyncScheduling value) {
        this.asyncScheduling = value;
        return this;
    }

    /** Sets {@link EngineConfig#kvOffloadingDisk()}. */
    public EngineConfigBuilder kvOffloadingDisk(DiskOffloading value) {
        this.kvOffloadingDisk = Optional.of(value);
        return this;
    }

    /** Sets {@link EngineConfig#kvEventBatches()}. */
    public EngineConfigBuilder kvEventBatches(int value) {
        this.kvEventBatches = value;
        return this;
    }

    /** Sets {@link EngineConfig#kvOffloadingBytes()}. */
    public EngineConfigBuilder kvOffloadingBytes(long value) {
        this.kvOffloadingBytes = value;
        return this;
    }

    /** Sets {@link EngineConfig#maxWaiting()}. */
    public EngineConfigBuilder maxWaiting(int value) {
        this.maxWaiting = value;
        return this;
    }

    /** Sets {@link EngineConfig#maxLogprobs()}. */
    public EngineConfigBuilder maxLogprobs(int value) {
        this.maxLogprobs = value;
        return this;
    }

    /** Sets {@link EngineConfig#logprobsMode()}. */
    public EngineConfigBuilder logprobsMode(LogprobsMode value) {
        this.logprobsMode = value;
        return this;
    }

    /** Sets {@link EngineConfig#seed()}. */
    public EngineConfigBuilder seed(long value) {
        this.seed = value;
        return this;
    }

    /**
     * The configuration.
     *
     * @throws dev.octavo.spi.UserException if a value is out of range; the message names it
     */
    public EngineConfig build() {
        return new EngineConfig(
                policy,
                maxSequences,
                maxBatchedTokens,
                prefixCaching,
                chunkedPrefill,
                longPrefillThreshold,
                watermark,
                asyncScheduling,
                kvOffloadingBytes,
                kvOffloadingDisk,
                kvEventBatches,
                maxWaiting,
                maxLogprobs,
                logprobsMode,
                seed);
    }
}
