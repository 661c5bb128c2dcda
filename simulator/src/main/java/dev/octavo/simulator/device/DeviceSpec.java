package dev.octavo.simulator.device;

/**
 * A device's limits and how much of them software reaches.
 *
 * @param flops peak of dense matrix products, FLOP/s
 * @param bandwidth peak of memory, bytes/s
 * @param memory bytes
 * @param computeShare reached of {@code flops} by large products
 * @param bandwidthShare reached of {@code bandwidth} by streaming reads
 * @param overhead seconds of every step beside the kernels
 */
public record DeviceSpec(
        double flops, double bandwidth, double memory, double computeShare, double bandwidthShare, double overhead) {

    /** Blocks of KV cache that fit beside a model's weights; 0 or less if not even those fit. */
    public long kvBlocks(ModelShape model, int blockSize, double memoryShare) {
        double left = memory * memoryShare - model.bytes();
        return (long) Math.floor(left / (model.kvBytesPerToken() * blockSize));
    }
}
